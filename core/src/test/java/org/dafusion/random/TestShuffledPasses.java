package org.dafusion.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestShuffledPasses {
  private static final int COUNT = 7;

  @Test
  void everyPassHasEachThingOnceInAnOrderOfItsOwn() {
    ShuffledPasses passes = new ShuffledPasses(3, COUNT);
    Set<List<Integer>> orders = new HashSet<>();
    for (int pass = 0; pass < 20; pass++) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        order.add(passes.at((long) pass * COUNT + i));
      }
      assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
      orders.add(order);
    }

    assertThat(orders).hasSize(20);
  }

  @Test
  void aPositionTellsTheSameWhateverWasAskedBefore() {
    ShuffledPasses passes = new ShuffledPasses(3, COUNT);
    List<Integer> upwards = IntStream.range(0, 40).mapToObj(passes::at).toList();

    for (int position = 39; position >= 0; position--) {
      assertThat(passes.at(position)).isEqualTo(upwards.get(position));
      assertThat(new ShuffledPasses(3, COUNT).at(position)).isEqualTo(upwards.get(position));
    }
    ShuffledPasses other = new ShuffledPasses(4, COUNT);
    assertThat(IntStream.range(0, 40).mapToObj(other::at).toList()).isNotEqualTo(upwards);
  }

  /** Each of 5 things stands at the first place of a fifth of all passes. */
  @Test
  void everyThingIsAsLikelyToBeginAPass() {
    ShuffledPasses passes = new ShuffledPasses(1, 5);
    int[] counts = new int[5];
    for (int pass = 0; pass < 5000; pass++) {
      counts[passes.at(pass * 5L)]++;
    }

    for (int count : counts) {
      // five standard deviations of 28
      assertThat(count).isBetween(860, 1140);
    }
  }

  @Test
  void positionsMayBeBeyondTheRangeOfInt() {
    assertThat(new ShuffledPasses(1, 3).at(3L * Integer.MAX_VALUE)).isBetween(0, 2);
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
}
