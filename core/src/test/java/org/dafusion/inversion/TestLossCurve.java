package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestLossCurve {
  @Test
  void aPointIsTheMeanOfItsSteps() {
    LossCurve curve = new LossCurve(120);

    for (int step = 1; step <= 120; step++) {
      curve.add(step);
    }

    assertThat(LossCurve.stepsPerPoint(120)).isEqualTo(3);
    assertThat(curve.means()).hasSize(40).startsWith(2.0, 5.0).endsWith(119.0);
  }

  @Test
  void aCurveHasNoMorePointsThanFitAndFewerWhereThereAreFewerSteps() {
    assertThat(filled(1000).means()).hasSize(50);
    assertThat(filled(1001).means()).hasSize(48);
    assertThat(filled(7).means()).hasSize(7);
    assertThat(new LossCurve(10).means()).isEmpty();
  }

  @Test
  void theLastPointMayStandForFewerSteps() {
    LossCurve curve = new LossCurve(100);
    curve.add(1);
    curve.add(3);
    curve.add(5);

    assertThat(curve.means()).containsExactly(2.0, 5.0);
  }

  @Test
  void aRestoredCurveGoesOnToTheSameBits() {
    LossCurve whole = new LossCurve(90);
    LossCurve first = new LossCurve(90);
    LossCurve second = new LossCurve(90);
    for (int step = 0; step < 33; step++) {
      whole.add(1 / (step + 3.0));
      first.add(1 / (step + 3.0));
    }

    second.restore(first.losses());
    for (int step = 33; step < 90; step++) {
      whole.add(1 / (step + 3.0));
      second.add(1 / (step + 3.0));
    }

    assertThat(second.means()).isEqualTo(whole.means());
  }

  @Test
  void aLossThatIsNoNumberShows() {
    LossCurve curve = new LossCurve(10);
    curve.add(1);
    curve.add(Double.NaN);

    assertThat(curve.means()).containsExactly(1.0, Double.NaN);
  }

  private static LossCurve filled(int steps) {
    LossCurve curve = new LossCurve(steps);
    for (int step = 0; step < steps; step++) {
      curve.add(1);
    }
    return curve;
  }
}
