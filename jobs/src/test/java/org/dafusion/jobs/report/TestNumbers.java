package org.dafusion.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.dafusion.metrics.ConfidenceInterval;
import org.junit.jupiter.api.Test;

class TestNumbers {
  @Test
  void bothEndsOfARangeHaveAMinusThatIsNoHyphen() {
    ConfidenceInterval interval = new ConfidenceInterval(-0.1, -0.15, -0.05, 3);

    assertThat(Numbers.percentRange(interval)).isEqualTo("\u221215.0 to \u22125.0");
    assertThat(Numbers.pointsRange(interval)).isEqualTo("\u221215.0 to \u22125.0");
  }

  @Test
  void oneTrialTellsNothingOfItsRange() {
    assertThat(Numbers.percentRange(new ConfidenceInterval(0.5, 0.5, 0.5, 1))).isEqualTo("\u2013");
  }

  @Test
  void aDifferenceThatRoundsToNothingHasNoSign() {
    assertThat(Numbers.points(-0.0001)).isEqualTo("0.0");
    assertThat(Numbers.points(0.021)).isEqualTo("+2.1");
  }

  @Test
  void aPValueHasThreeDecimalsAndNoneWhereThereIsNone() {
    assertThat(Numbers.pValue(0.04264)).isEqualTo("0.043");
    assertThat(Numbers.pValue(0.0002)).isEqualTo("< 0.001");
    assertThat(Numbers.pValue(Double.NaN)).isEqualTo("\u2013");
  }

  @Test
  void aGainIsSureWhereItsIntervalHasOneSign() {
    assertThat(Numbers.sureGain(new ConfidenceInterval(0.2, 0.1, 0.3, 3))).isEqualTo(0.2);
    assertThat(Numbers.sureGain(new ConfidenceInterval(-0.2, -0.3, -0.1, 3))).isEqualTo(-0.2);
    assertThat(Numbers.sureGain(new ConfidenceInterval(0.2, -0.1, 0.5, 3))).isZero();
    assertThat(Numbers.sureGain(new ConfidenceInterval(0.2, Double.NaN, Double.NaN, 1))).isZero();
  }
}
