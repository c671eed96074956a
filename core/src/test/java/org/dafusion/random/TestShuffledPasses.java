package org.dafusion.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TestShuffledPasses {
  @Test
  void everyPassHasEachThingOnceInAnOrderOfItsOwn() {
    int[] first = pass(new ShuffledPasses(3, 20), 0);
    int[] second = pass(new ShuffledPasses(3, 20), 1);

    assertThat(first).containsExactlyInAnyOrder(second).doesNotHaveDuplicates().hasSize(20);
    assertThat(first).isNotEqualTo(second);
    assertThat(pass(new ShuffledPasses(4, 20), 0)).isNotEqualTo(first);
  }

  @Test
  void aPositionDoesNotDependOnWhatWasAskedBefore() {
    ShuffledPasses passes = new ShuffledPasses(3, 20);

    int[] second = pass(passes, 1);
    int[] first = pass(passes, 0);

    assertThat(pass(passes, 1)).isEqualTo(second);
    assertThat(first).isEqualTo(pass(new ShuffledPasses(3, 20), 0));
  }

  private static int[] pass(ShuffledPasses passes, int number) {
    return LongStream.range(20L * number, 20L * number + 20).mapToInt(passes::at).toArray();
  }
}
