package org.dafusion.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TestPairedDifference {
  private static final double[] OURS = {0.52, 0.61, 0.55, 0.58, 0.49, 0.63, 0.57, 0.60};
  private static final double[] OTHERS = {0.507, 0.562, 0.561, 0.509, 0.458, 0.571, 0.529, 0.622};

  /**
   * SciPy 1.17.1: {@code ttest_rel(a, b).pvalue} and {@code wilcoxon(a, b, method='exact').pvalue}.
   */
  @Test
  void pValuesOfEightPairsAreScipys() {
    PairedDifference difference = PairedDifference.of(bySeed(OURS), bySeed(OTHERS), 0.68);

    assertThat(difference.interval().trials()).isEqualTo(8);
    assertThat(difference.interval().mean()).isCloseTo(0.028875, within(1e-12));
    assertThat(difference.tTest()).isCloseTo(0.042648365652117125, within(1e-12));
    assertThat(difference.wilcoxon()).isCloseTo(0.0546875, within(1e-12));
  }

  /** SciPy 1.17.1: {@code ttest_rel(a, b).pvalue}; Wilcoxon's test could not fall below 0.125. */
  @Test
  void ofFourPairsOnlyTheTTestCanAnswer() {
    PairedDifference difference =
        PairedDifference.of(
            bySeed(0.61, 0.58, 0.66, 0.63), bySeed(0.55, 0.57, 0.60, 0.61, 0.99), 0.68);

    assertThat(difference.tTest()).isCloseTo(0.06501503968622424, within(1e-12));
    assertThat(difference.wilcoxon()).isNaN();
  }

  /** Six differences of one sign have the smallest p-value that six can have, 2 / 2⁶. */
  @Test
  void sixPairsAreEnoughForWilcoxon() {
    PairedDifference difference =
        PairedDifference.of(
            bySeed(0.52, 0.61, 0.55, 0.58, 0.49, 0.63),
            bySeed(0.507, 0.562, 0.521, 0.509, 0.458, 0.571),
            0.68);

    assertThat(difference.wilcoxon()).isCloseTo(0.03125, within(1e-12));
  }

  @Test
  void onePairAndEqualScoresHaveNoPValue() {
    assertThat(PairedDifference.of(bySeed(0.5), bySeed(0.4), 0.68).tTest()).isNaN();

    PairedDifference same = PairedDifference.of(bySeed(OURS), bySeed(OURS), 0.68);
    assertThat(same.interval().mean()).isZero();
    assertThat(same.tTest()).isNaN();
    assertThat(same.wilcoxon()).isNaN();
  }

  @Test
  void theSameDifferenceInEveryTrialIsCertain() {
    PairedDifference difference =
        PairedDifference.of(bySeed(0.75, 0.5, 0.25), bySeed(0.5, 0.25, 0), 0.68);

    assertThat(difference.interval().halfWidth()).isZero();
    assertThat(difference.tTest()).isZero();
  }

  private static Map<Long, Double> bySeed(double... values) {
    Map<Long, Double> bySeed = new TreeMap<>();
    for (int seed = 0; seed < values.length; seed++) {
      bySeed.put((long) seed, values[seed]);
    }
    return bySeed;
  }
}
