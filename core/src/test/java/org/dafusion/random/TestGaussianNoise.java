package org.dafusion.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TestGaussianNoise {
  @Test
  void seedsExpandAsSplitMix64() {
    // The test vector of the generator's reference implementation for seed 1234567.
    assertThat(GaussianNoise.expand(1234567))
        .containsExactly(
            6457827717110365317L,
            3203168211198807973L,
            Long.parseUnsignedLong("9817491932198370423"),
            4593380528125082431L);
  }

  @Test
  void longerRequestsBeginWithShorterOnes() {
    float[] longer = GaussianNoise.of(7, 1000);

    assertThat(GaussianNoise.of(7, 10)).containsExactly(Arrays.copyOf(longer, 10));
    assertThat(GaussianNoise.of(7, 0)).isEmpty();
  }

  @Test
  void neighbouringSeedsShareNothing() {
    float[] one = GaussianNoise.of(1, 100_000);
    float[] two = GaussianNoise.of(2, 100_000);
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * two[i];
    }

    // The correlation of independent values has a standard deviation of 1 / sqrt(100000) = 0.003.
    assertThat(product / one.length).isCloseTo(0, within(0.015));
  }

  @Test
  void momentsAndTailsAreThoseOfTheNormalDistribution() {
    float[] values = GaussianNoise.of(20240607, 1_000_000);
    double[] moments = new double[5];
    int beyondTwo = 0;
    for (float value : values) {
      for (int power = 1; power <= 4; power++) {
        moments[power] += Math.pow(value, power) / values.length;
      }
      beyondTwo += Math.abs(value) > 2 ? 1 : 0;
    }

    assertThat(moments[1]).isCloseTo(0, within(0.005));
    assertThat(moments[2]).isCloseTo(1, within(0.007));
    assertThat(moments[3]).isCloseTo(0, within(0.02));
    assertThat(moments[4]).isCloseTo(3, within(0.05));
    assertThat(beyondTwo / (double) values.length).isCloseTo(0.0455, within(0.001));
  }

  @Test
  void refusesANegativeCount() {
    assertThatThrownBy(() -> GaussianNoise.of(0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid count: must be at least 0, found -1");
  }
}
