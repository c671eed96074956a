package org.dafusion.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TestConfidenceInterval {
  private static final double[] FOUR = {0.61, 0.58, 0.66, 0.63};

  /** SciPy 1.17.1: {@code t.interval(0.68, 3, loc=mean(v), scale=sem(v))}. */
  @Test
  void fourTrialsAreScipys() {
    ConfidenceInterval interval = ConfidenceInterval.of(FOUR, 0.68);

    assertThat(interval.mean()).isCloseTo(0.62, within(1e-12));
    assertThat(interval.low()).isCloseTo(0.5999873489409004, within(1e-12));
    assertThat(interval.high()).isCloseTo(0.6400126510590995, within(1e-12));
    assertThat(interval.trials()).isEqualTo(4);
  }

  /** With one degree of freedom t is a Cauchy variable, whose quantile is tan(π (p − 1/2)). */
  @Test
  void twoTrialsByHand() {
    ConfidenceInterval interval = ConfidenceInterval.of(new double[] {0.5, 0.7}, 0.68);

    // s = 0.2 / √2, s / √2 = 0.1
    double half = 0.1 * Math.tan(Math.PI * 0.34);
    assertThat(interval.mean()).isCloseTo(0.6, within(1e-12));
    assertThat(interval.halfWidth()).isCloseTo(half, within(1e-12));
    assertThat(interval.low()).isCloseTo(0.6 - half, within(1e-12));
  }

  /** With two degrees of freedom the quantile is (2p − 1) / √(2p (1 − p)). */
  @Test
  void threeTrialsByHand() {
    ConfidenceInterval interval = ConfidenceInterval.of(new double[] {1, 2, 3}, 0.68);

    // s = 1
    double half = 0.68 / Math.sqrt(2 * 0.84 * 0.16) / Math.sqrt(3);
    assertThat(interval.halfWidth()).isCloseTo(half, within(1e-12));
  }

  @Test
  void equalTrialsHaveNoWidth() {
    ConfidenceInterval interval = ConfidenceInterval.of(new double[] {0.25, 0.25, 0.25}, 0.68);

    assertThat(interval).isEqualTo(new ConfidenceInterval(0.25, 0.25, 0.25, 3));
  }

  @Test
  void oneTrialTellsNothingAboutItsSpread() {
    ConfidenceInterval interval = ConfidenceInterval.of(new double[] {0.4}, 0.68);

    assertThat(interval.mean()).isEqualTo(0.4);
    assertThat(interval.low()).isNaN();
    assertThat(interval.high()).isNaN();
    assertThat(interval.trials()).isEqualTo(1);
  }

  /** SciPy 1.17.1: {@code ttest_rel(a, b).confidence_interval(0.68)}. */
  @Test
  void pairedDifferencesAreScipys() {
    Map<Long, Double> ours = Map.of(0L, 0.61, 1L, 0.58, 2L, 0.66, 3L, 0.63, 9L, 0.99);
    Map<Long, Double> others = Map.of(3L, 0.61, 0L, 0.55, 2L, 0.60, 1L, 0.57, 7L, 0.01);

    ConfidenceInterval interval =
        ConfidenceInterval.of(PairedDifference.differences(ours, others), 0.68);

    assertThat(interval.trials()).isEqualTo(4);
    assertThat(interval.mean()).isCloseTo(0.0375, within(1e-12));
    assertThat(interval.low()).isCloseTo(0.021865852136621417, within(1e-12));
    assertThat(interval.high()).isCloseTo(0.0531341478633786, within(1e-12));
  }

  @Test
  void whatHasNoIntervalIsRefused() {
    assertThatThrownBy(() -> ConfidenceInterval.of(new double[0], 0.68))
        .hasMessage(
            "Invalid interval: must have a trial and a level between 0 and 1, found 0 and 0.68");
    assertThatThrownBy(() -> ConfidenceInterval.of(FOUR, 1))
        .hasMessage(
            "Invalid interval: must have a trial and a level between 0 and 1, found 4 and 1.0");
    assertThatThrownBy(() -> ConfidenceInterval.of(new double[] {1, Double.NaN}, 0.5))
        .hasMessage("Invalid trials: must be finite numbers, found the mean NaN");
  }
}
