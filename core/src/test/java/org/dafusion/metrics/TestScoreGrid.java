package org.dafusion.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestScoreGrid {
  private static final List<TrialScore> TRIALS =
      List.of(
          new TrialScore("baseline", 4, 0, 0.50),
          new TrialScore("da-fusion", 4, 0, 0.60),
          new TrialScore("baseline", 4, 1, 0.70),
          new TrialScore("da-fusion", 4, 1, 0.74),
          new TrialScore("baseline", 1, 0, 0.30),
          new TrialScore("da-fusion", 1, 0, 0.36),
          new TrialScore("baseline", 1, 1, 0.40),
          new TrialScore("da-fusion", 1, 1, 0.48),
          new TrialScore("baseline", 1, 2, 0.10));

  private final ScoreGrid grid = new ScoreGrid(TRIALS, 0.68);

  @Test
  void methodsStandInTheirOrderAndNumbersOfExamplesAscend() {
    assertThat(grid.methods()).containsExactly("baseline", "da-fusion");
    assertThat(grid.examplesPerClass()).containsExactly(1, 4);
  }

  @Test
  void allExamplesStandBehindEveryNumberOfThem() {
    List<TrialScore> trials =
        List.of(
            new TrialScore("baseline", 16, 0, 0.5),
            new TrialScore("baseline", 0, 0, 0.6),
            new TrialScore("baseline", 1, 0, 0.4));

    assertThat(new ScoreGrid(trials, 0.68).examplesPerClass()).containsExactly(1, 16, 0);
  }

  @Test
  void aMeanIsOverTheSeedsOfItsCell() {
    assertThat(grid.mean("baseline", 1))
        .contains(ConfidenceInterval.of(new double[] {0.3, 0.4, 0.1}, 0.68));
    assertThat(grid.mean("baseline", 2)).isEmpty();
    assertThat(grid.mean("other", 1)).isEmpty();
  }

  @Test
  void aDifferenceIsOverTheSeedsThatBothHave() {
    ConfidenceInterval difference = grid.difference("da-fusion", "baseline", 1).orElseThrow();

    assertThat(difference.trials()).isEqualTo(2);
    assertThat(difference.mean()).isCloseTo(0.07, within(1e-12));
    // the differences 0.06 and 0.08: s / √2 = 0.01
    assertThat(difference.halfWidth()).isCloseTo(0.01 * Math.tan(Math.PI * 0.34), within(1e-12));
    assertThat(grid.difference("da-fusion", "baseline", 2)).isEmpty();
  }

  @Test
  void overTheWholeGridEachSeedCountsOnce() {
    ConfidenceInterval difference = grid.difference("da-fusion", "baseline").orElseThrow();

    // seed 0: (0.10 + 0.06) / 2, seed 1: (0.04 + 0.08) / 2; seed 2 lacks trials
    assertThat(difference.trials()).isEqualTo(2);
    assertThat(difference.mean()).isCloseTo(0.07, within(1e-12));
    assertThat(difference.halfWidth()).isCloseTo(0.01 * Math.tan(Math.PI * 0.34), within(1e-12));
    assertThat(grid.difference("da-fusion", "other")).isEmpty();
  }

  @Test
  void aPairedDifferenceHasItsPValue() {
    // two differences: t = 0.07 / 0.01, and with one degree of freedom p = 1 - 2 atan(7) / pi
    assertThat(grid.paired("da-fusion", "baseline", 1).orElseThrow().tTest())
        .isCloseTo(1 - 2 * Math.atan(7) / Math.PI, within(1e-9));
    assertThat(grid.paired("da-fusion", "baseline").orElseThrow().interval())
        .isEqualTo(grid.difference("da-fusion", "baseline").orElseThrow());
    assertThat(grid.paired("da-fusion", "other")).isEmpty();
  }

  @Test
  void valuesAreBySeed() {
    assertThat(grid.values("baseline", 1))
        .containsExactly(Map.entry(0L, 0.3), Map.entry(1L, 0.4), Map.entry(2L, 0.1));
    assertThat(grid.values("baseline", 2)).isEmpty();
    assertThatThrownBy(() -> grid.values("baseline", 1).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void twoTrialsOfOneCellAndSeedAreRefused() {
    List<TrialScore> twice =
        List.of(new TrialScore("baseline", 4, 0, 0.5), new TrialScore("baseline", 4, 0, 0.6));

    assertThatThrownBy(() -> new ScoreGrid(twice, 0.68))
        .hasMessage(
            "Invalid scores: baseline has two for 4 examples per class and seed 0, 0.5 and 0.6");
  }

  @Test
  void aScoreThatIsNoNumberIsRefused() {
    assertThatThrownBy(() -> new TrialScore("baseline", 4, 0, Double.NaN))
        .hasMessageContaining("must be finite, found NaN");
  }
}
