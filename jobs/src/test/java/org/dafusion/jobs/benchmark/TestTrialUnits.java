package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Views against sums done by hand: of two classes, two photos each, 10 images for validation and 2
 * for the test.
 */
class TestTrialUnits {
  private static final String ARMS = "benchmark.methods=[baseline, real-guidance, more, da-fusion]";

  private static TrialUnits units(String... settings) {
    PlannedGrids grids =
        new PlannedGrids(
            "benchmark.seeds=[0]",
            "benchmark.examples-per-class=[2]",
            "augment.repeats=3",
            "benchmark.method.more={pictures=real-guidance, augment.repeats=5}",
            "classifier.batch=8",
            "classifier.iterations-per-epoch=250",
            "classifier.epochs=4");
    return new TrialUnits(
        List.of(grids.dataset("pets", 2, 4, settings)), FinishedWork.NONE, trial -> true);
  }

  /** 8 views of 4 photos with 0, 3, 5 and 3 pictures each, and 12 images that judge. */
  @Test
  void trialsOnExecutorsShareNoViews() {
    long all = 8 * (4 + 16 + 24 + 16) + 4 * 12;

    assertThat(units(ARMS, "benchmark.trials=executors").views())
        .isEqualTo(new UnitCount(all, all, all, 0, all));
    // 4 photos once, 20 guided pictures and 12 others
    long shared = 8 * (4 + 20 + 12) + 12;
    assertThat(units(ARMS).views()).isEqualTo(new UnitCount(all, shared, shared, 0, shared));
  }

  @Test
  void whatJudgesATrialWhoseFeaturesChangeGoesThroughTheBackboneAfterEachEpoch() {
    String published = "classifier.protocol=published";

    // 250 x 4 steps of 8; of 6,400 draws of 10 each is drawn
    assertThat(views(published)).isEqualTo(8000 + 4 * 10);
    // two draws of 10 are 10 x (1 - 0.9 x 0.9) = 1.9 images on average
    assertThat(views(published, "classifier.validation-draws=2")).isEqualTo(8000 + 8);
    // no test where the protocol has none, and one at the end of a clean trial
    assertThat(views("classifier.trains=all")).isEqualTo(8000 + 4 * 10 + 2);
    // one of the two photos of each class chooses the epoch, for which the test is done again
    assertThat(views("classifier.trains=all", "classifier.selection-fraction=0.5"))
        .isEqualTo(8000 + 4 * (10 + 2) + 2 * 2);
  }

  private static long views(String... settings) {
    String[] all = List.of(settings).toArray(new String[settings.length + 1]);
    all[settings.length] = "benchmark.methods=[baseline]";
    return units(all).views().toDo();
  }

  /** One photo, whatever the seed: 8 views; and 5 images for validation and one for the test. */
  @Test
  void imagesThatJudgeTheWholeGridGoBeforeItsTrialsAndThoseOfASeedWithThem() {
    TrialViews parts = ofTwoSeeds("parts");
    TrialViews halves = ofTwoSeeds("halves");

    assertThat(parts.count()).isEqualTo(8 + 6);
    assertThat(parts.inTrials()).isEqualTo(8);
    assertThat(halves.count()).isEqualTo(8 + 2 * 6);
    assertThat(halves.inTrials()).isEqualTo(8 + 2 * 6);
  }

  private static TrialViews ofTwoSeeds(String pools) {
    PlannedGrids grids =
        new PlannedGrids(
            "benchmark.seeds=[0, 1]",
            "benchmark.examples-per-class=[1]",
            "benchmark.methods=[baseline]",
            "split.pools=" + pools);
    return new TrialUnits(List.of(grids.dataset("pets", 1, 1)), FinishedWork.NONE, trial -> true)
        .viewsToDo();
  }
}
