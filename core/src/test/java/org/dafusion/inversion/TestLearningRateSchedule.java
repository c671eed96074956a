package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestLearningRateSchedule {
  /** diffusers 0.14: min(1, s / max(1, w)) with s = 0 at the first step. */
  @ParameterizedTest
  @CsvSource({"1, 0, 1", "9, 0, 1", "1, 4, 0", "2, 4, 0.25", "4, 4, 0.75", "5, 4, 1", "10, 4, 1"})
  void constantGrowsOverTheWarmupAndStays(int step, int warmup, double factor) {
    assertThat(LearningRateSchedule.CONSTANT.factor(step, warmup, 10)).isEqualTo(factor);
  }

  /** diffusers 0.14: max(0, 0.5 (1 + cos(π · 2 · 0.5 · (s - w) / max(1, n - w)))) after s = w. */
  @Test
  void cosineFallsAsUpstream() {
    int warmup = 3;
    int steps = 13;
    for (int step = 1; step <= steps; step++) {
      int s = step - 1;
      double expected =
          s < warmup
              ? s / 3.0
              : Math.max(0, 0.5 * (1 + Math.cos(Math.PI * 0.5 * 2 * (s - warmup) / 10.0)));
      assertThat(LearningRateSchedule.COSINE.factor(step, warmup, steps))
          .as("step " + step)
          .isCloseTo(expected, within(1e-15));
    }
    assertThat(LearningRateSchedule.COSINE.factor(1, 0, 8)).isEqualTo(1);
    assertThat(LearningRateSchedule.COSINE.factor(5, 0, 8)).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void aWarmupLongerThanTheTrainingOnlyGrows() {
    assertThat(LearningRateSchedule.COSINE.factor(5, 100, 5)).isEqualTo(0.04);
  }

  @Test
  void isFoundByItsLabel() {
    assertThat(LearningRateSchedule.labels()).containsExactly("constant", "cosine");
    assertThat(LearningRateSchedule.parse("cosine")).isEqualTo(LearningRateSchedule.COSINE);
  }
}
