package org.dafusion.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestBestEpoch {
  /**
   * NumPy 2.4.6: {@code v = array([[.2, .5, .4], [.3, .4, .6]]); v.mean(0).argmax()} is 2, though
   * the best single value of seed 0 is at 1.
   */
  @Test
  void oneEpochIsChosenForAllSeeds() {
    BestEpoch best = BestEpoch.of(scores(new double[][] {{0.2, 0.5, 0.4}, {0.3, 0.4, 0.6}}));

    assertThat(best.epoch()).isEqualTo(2);
    assertThat(best.values()).containsEntry(0L, 0.4).containsEntry(1L, 0.6).hasSize(2);
  }

  @Test
  void ofEqualMeansTheFirstIsTaken() {
    BestEpoch best = BestEpoch.of(scores(new double[][] {{0.25, 0.5, 0.75}, {0.25, 0.75, 0.5}}));

    assertThat(best.epoch()).isEqualTo(1);
  }

  @Test
  void aSeedThatHasNoScoreAtTheEpochHasNone() {
    List<BestEpoch.Score> scores = scores(new double[][] {{0.2, 0.6}, {0.4, 0.8}});
    scores.removeIf(score -> score.seed() == 0 && score.epoch() == 1);

    BestEpoch best = BestEpoch.of(scores);

    assertThat(best.epoch()).isEqualTo(1);
    assertThat(best.values()).containsOnlyKeys(1L);
  }

  @Test
  void noScoreHasNoBest() {
    assertThatThrownBy(() -> BestEpoch.of(List.of()))
        .hasMessage("Invalid scores: must have one, found none");
    assertThatThrownBy(
            () ->
                BestEpoch.of(
                    List.of(new BestEpoch.Score(3, 7, 0.5), new BestEpoch.Score(3, 7, 0.6))))
        .hasMessage(
            "Invalid scores: must have one for each seed and epoch, found two of seed 3 and epoch 7");
  }

  private static List<BestEpoch.Score> scores(double[][] bySeed) {
    List<BestEpoch.Score> scores = new ArrayList<>();
    for (int seed = 0; seed < bySeed.length; seed++) {
      for (int epoch = 0; epoch < bySeed[seed].length; epoch++) {
        scores.add(new BestEpoch.Score(seed, epoch, bySeed[seed][epoch]));
      }
    }
    return scores;
  }
}
