package org.dafusion.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TestIntervalKind {
  private static final double[] FOUR = {0.61, 0.58, 0.66, 0.63};
  private static final double[] EIGHT = {0.52, 0.61, 0.55, 0.58, 0.49, 0.63, 0.57, 0.60};

  /** SciPy 1.17.1: {@code norm.interval(0.68, loc=mean(v), scale=sem(v))}. */
  @Test
  void theNormalApproximationIsScipys() {
    ConfidenceInterval interval = IntervalKind.NORMAL.of(FOUR, 0.68);

    assertThat(interval.mean()).isCloseTo(0.62, within(1e-12));
    assertThat(interval.low()).isCloseTo(0.6032607794958833, within(1e-12));
    assertThat(interval.high()).isCloseTo(0.6367392205041167, within(1e-12));
    assertThat(interval.trials()).isEqualTo(4);
  }

  /**
   * All 256 resamples of four values. NumPy 2.4.6: {@code m = [mean(c) for c in product(v,
   * repeat=4)]; percentile(m, [16, 84])}. Many means lie 0.0025 apart.
   */
  @Test
  void overManyResamplesTheBootstrapIsThatOverAll() {
    ConfidenceInterval interval = new Bootstrap(200_000, 3).interval(FOUR, 0.68);

    // NumPy's [0.607, 0.633]
    assertThat(interval.low()).isCloseTo(0.607, within(0.0025));
    assertThat(interval.high()).isCloseTo(0.633, within(0.0025));
    assertThat(interval.mean()).isCloseTo(0.62, within(1e-12));
  }

  /**
   * NumPy 2.4.6: {@code percentile(default_rng(0).choice(v, (2000000, 8)).mean(1), [16, 84])}. Of
   * 1000 resamples the percentiles have a standard error of 0.0007.
   */
  @Test
  void aThousandResamplesComeCloseToMillionsOfNumpys() {
    ConfidenceInterval interval = IntervalKind.BOOTSTRAP.of(EIGHT, 0.68);

    assertThat(interval.low()).isCloseTo(0.55375, within(0.003));
    assertThat(interval.high()).isCloseTo(0.585, within(0.003));
  }

  /** NumPy 2.4.6: {@code percentile([0.3, 0.1, 0.4, 0.2, 0.5], [16, 84])}. */
  @Test
  void percentilesAreNumpys() {
    double[] bounds = Bootstrap.percentiles(new double[] {0.3, 0.1, 0.4, 0.2, 0.5}, 0.68);

    assertThat(bounds[0]).isCloseTo(0.164, within(1e-12));
    assertThat(bounds[1]).isCloseTo(0.436, within(1e-12));
  }

  @Test
  void theBootstrapIsTheSameAgainAndInAnyOrder() {
    ConfidenceInterval interval = IntervalKind.BOOTSTRAP.of(FOUR, 0.68);

    assertThat(IntervalKind.BOOTSTRAP.of(FOUR, 0.68)).isEqualTo(interval);
    ConfidenceInterval turned =
        IntervalKind.BOOTSTRAP.of(new double[] {0.66, 0.63, 0.58, 0.61}, 0.68);
    assertThat(turned.low()).isEqualTo(interval.low());
    assertThat(turned.high()).isEqualTo(interval.high());
  }

  @Test
  void ofFewTrialsOnlyStudentsTAllowsForTheSpreadThatIsNotKnown() {
    double t = IntervalKind.STUDENT_T.of(FOUR, 0.68).halfWidth();

    assertThat(t).isEqualTo(ConfidenceInterval.of(FOUR, 0.68).halfWidth());
    assertThat(IntervalKind.NORMAL.of(FOUR, 0.68).halfWidth()).isLessThan(t);
    assertThat(IntervalKind.BOOTSTRAP.of(FOUR, 0.68).halfWidth()).isLessThan(t);
  }

  @Test
  void oneTrialTellsNothingAboutItsSpread() {
    for (IntervalKind kind : IntervalKind.values()) {
      ConfidenceInterval interval = kind.of(new double[] {0.4}, 0.68);

      assertThat(interval.mean()).isEqualTo(0.4);
      assertThat(interval.low()).isNaN();
      assertThat(interval.high()).isNaN();
    }
  }

  @Test
  void whatHasNoIntervalIsRefused() {
    for (IntervalKind kind : IntervalKind.values()) {
      assertThatThrownBy(() -> kind.of(new double[0], 0.68))
          .hasMessageContaining("must have a trial");
      assertThatThrownBy(() -> kind.of(new double[] {1, Double.NaN}, 0.68))
          .hasMessageContaining("must be finite numbers");
    }
    assertThatThrownBy(() -> new Bootstrap(0, 0))
        .hasMessage("Invalid bootstrap: must have at least 1 resample, found 0");
    assertThatThrownBy(() -> IntervalKind.ofKey("exact"))
        .hasMessage("Invalid interval: must be one of [student-t, bootstrap, normal], found exact");
  }

  @Test
  void aKindIsKnownByItsKey() {
    assertThat(IntervalKind.ofKey("bootstrap")).isEqualTo(IntervalKind.BOOTSTRAP);
  }
}
