package org.dafusion.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TestShuffledPasses {
  @Test
  void everyPassHasEachThingOnceInAnOrderOfItsOwn() {
    int[] first = pass(new ShuffledPasses(3, 20), 0);
    int[] second = pass(new ShuffledPasses(3, 20), 1);

    assertThat(first).containsExactlyInAnyOrder(second).doesNotHaveDuplicates().hasSize(20);
    assertThat(IntStream.of(first)).allMatch(thing -> thing >= 0 && thing < 20);
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

  /** Each of 5 things stands at the first place of a fifth of all passes. */
  @Test
  void everyThingIsAsLikelyToBeginAPass() {
    ShuffledPasses passes = new ShuffledPasses(1, 5);
    int[] counts = new int[5];
    for (int pass = 0; pass < 5000; pass++) {
      counts[passes.at(pass * 5L)]++;
    }

    // five standard deviations of 28
    assertThat(IntStream.of(counts)).allMatch(count -> count > 860 && count < 1140);
  }

  @Test
  void nothingToPassOverIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ShuffledPasses(1, 0))
        .withMessage("Invalid passes: must be over 1 thing or more, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ShuffledPasses(1, 3).at(-1))
        .withMessage("Invalid position in passes: must be at least 0, found -1");
  }

  private static int[] pass(ShuffledPasses passes, int number) {
    return LongStream.range(20L * number, 20L * number + 20).mapToInt(passes::at).toArray();
  }
}
