package org.dafusion.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.ScoreGrid;
import org.dafusion.metrics.TrialScore;
import org.junit.jupiter.api.Test;

class TestFindings {
  private final List<TrialScore> trials = new ArrayList<>();

  @Test
  void aMethodGainsWhereTheIntervalIsAboveNothing() {
    trial("baseline", 4, 0.5, 0.6, 0.7);
    trial("learned", 4, 0.55, 0.65, 0.75);

    assertThat(sentences())
        .containsExactly(
            "learned gains on baseline with 4 examples per class (+5.0 points, 68 % interval +5.0"
                + " to +5.0, 3 seeds).");
  }

  @Test
  void overSeveralNumbersOfExamplesEachHasItsVerdict() {
    trial("baseline", 1, 0.2, 0.3);
    trial("baseline", 2, 0.3, 0.4);
    trial("baseline", 0, 0.5, 0.6);
    trial("learned", 1, 0.1, 0.2);
    trial("learned", 2, 0.2, 0.3);
    trial("learned", 0, 0.4, 0.8);

    assertThat(sentences())
        .containsExactly(
            "learned cannot be told from baseline over all numbers of examples (\u22125.0 points,"
                + " 68 % interval \u221214.1 to +4.1, 2 seeds); one number at a time, it loses to"
                + " baseline with 1 and 2, cannot be told from baseline with all per class.");
  }

  @Test
  void oneSeedTellsNoMoreThanItself() {
    trial("baseline", 0, 0.5);
    trial("learned", 0, 0.4);
    trial("plain", 0, 0.5);

    assertThat(sentences())
        .containsExactly(
            "learned scores less than baseline with all examples (\u221210.0 points on"
                + " one seed, which may be chance).",
            "plain scores as much as baseline with all examples (0.0 points on one seed,"
                + " which may be chance).");
  }

  @Test
  void nothingIsSaidOfAMethodThatSharesNoTrialWithTheBaseline() {
    trial("baseline", 1, 0.5);
    trial("learned", 2, 0.4);

    assertThat(sentences()).isEmpty();
  }

  private void trial(String method, int examples, double... values) {
    for (int seed = 0; seed < values.length; seed++) {
      trials.add(new TrialScore(method, examples, seed, values[seed]));
    }
  }

  private List<String> sentences() {
    return new Findings(new ScoreGrid(trials, ConfidenceInterval.PAPER_LEVEL), "baseline")
        .sentences();
  }
}
