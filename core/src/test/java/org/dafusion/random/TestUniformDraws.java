package org.dafusion.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestUniformDraws {
  @Test
  void oneSeedGivesOneStream() {
    double[] first = stream(7);
    assertThat(stream(7)).isEqualTo(first);
    assertThat(stream(8)).isNotEqualTo(first);
  }

  @Test
  void numbersFillTheirRangesEvenly() {
    UniformDraws random = new UniformDraws(1);
    int[] counts = new int[5];
    double sum = 0;
    for (int i = 0; i < 50_000; i++) {
      counts[random.below(5)]++;
      double angle = random.between(-15, 15);
      assertThat(angle).isBetween(-15.0, 15.0);
      sum += angle;
    }
    // four standard deviations of a mean of 50,000
    assertThat(sum / 50_000).isCloseTo(0, within(0.16));
    for (int count : counts) {
      assertThat(count).isBetween(9640, 10360);
    }
  }

  private static double[] stream(long seed) {
    UniformDraws random = new UniformDraws(seed);
    return IntStream.range(0, 10).mapToDouble(i -> random.unit()).toArray();
  }
}
