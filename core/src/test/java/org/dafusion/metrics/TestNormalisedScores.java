package org.dafusion.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestNormalisedScores {
  /** On coco from 0.2 to 0.6, on spurge from 0.5 to 0.9. */
  private static final Map<String, ScoreGrid> GRIDS = new LinkedHashMap<>();

  static {
    GRIDS.put(
        "coco",
        grid(
            new TrialScore("baseline", 1, 0, 0.2),
            new TrialScore("baseline", 1, 1, 0.3),
            new TrialScore("da-fusion", 1, 0, 0.4),
            new TrialScore("da-fusion", 1, 1, 0.6)));
    GRIDS.put(
        "spurge",
        grid(
            new TrialScore("baseline", 1, 0, 0.5),
            new TrialScore("baseline", 1, 1, 0.6),
            new TrialScore("da-fusion", 1, 0, 0.9)));
  }

  @Test
  void aScoreIsMeasuredByTheRangeOverAllTrialsOfAllMethods() {
    ScoreRange range = ScoreRange.of(GRIDS.get("coco"));

    assertThat(range).isEqualTo(new ScoreRange(0.2, 0.6));
    assertThat(range.normalise(0.2)).isZero();
    assertThat(range.normalise(0.6)).isOne();
    assertThat(range.normalise(0.3)).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void togetherEachSeedCountsOnceByItsMeanOverDatasets() {
    NormalisedScores.Together together = new NormalisedScores(GRIDS, 0.68).together();

    assertThat(together.datasets()).containsExactly("coco", "spurge");
    // seed 0: (0 + 0) / 2, seed 1: (0.25 + 0.25) / 2
    assertThat(together.scores().values("baseline", 1).get(0L)).isZero();
    assertThat(together.scores().values("baseline", 1).get(1L)).isCloseTo(0.25, within(1e-12));
    // seed 0: (0.5 + 1) / 2
    assertThat(together.scores().values("da-fusion", 1)).containsOnlyKeys(0L);
    assertThat(together.scores().values("da-fusion", 1).get(0L)).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void aSeedThatADatasetLacksIsLeftOutAndTold() {
    NormalisedScores scores = new NormalisedScores(GRIDS, 0.68);

    assertThat(scores.together().left()).containsExactly("da-fusion, 1 per class, seed 1");
    assertThat(scores.together(List.of("coco")).left()).isEmpty();
    assertThat(scores.together(List.of("coco")).scores().values("da-fusion", 1)).hasSize(2);
  }

  @Test
  void aDatasetWhereAllScoreTheSameCannotBeNormalised() {
    Map<String, ScoreGrid> grids = new LinkedHashMap<>(GRIDS);
    grids.put("flat", grid(new TrialScore("baseline", 1, 0, 0.5)));

    NormalisedScores scores = new NormalisedScores(grids, 0.68);

    assertThat(scores.withoutRange()).containsExactly("flat");
    assertThat(scores.together().datasets()).containsExactly("coco", "spurge");
    assertThat(scores.range("flat").normalise(0.5)).isNaN();
  }

  @Test
  void aRangeOfNoNumbersIsRefused() {
    assertThatThrownBy(() -> ScoreRange.of())
        .hasMessageStartingWith("Invalid range: must be finite and min must not be above max");
  }

  private static ScoreGrid grid(TrialScore... trials) {
    return new ScoreGrid(List.of(trials), 0.68);
  }
}
