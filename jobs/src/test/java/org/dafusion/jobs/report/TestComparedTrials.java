package org.dafusion.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.metrics.ConfusionMatrix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestComparedTrials extends SparkTest {
  private final List<TrialRow> rows = new ArrayList<>();
  private Workspace place;

  @BeforeEach
  void openWorkspace() {
    place = Workspace.at(spark, folder.resolve("work").toString());
  }

  @Test
  void eachDatasetAndProtocolHasItsOwnSelection() {
    accuracy("c0", "coco", "clean", 0, 1, 0.5);
    accuracy("s0", "spurge", "clean", 0, 1, 0.6);
    row("p0", "coco", "published", 0, 1, "validation", "macro-accuracy", null, null, 0.7);

    ComparedTrials trials = compared("validation");

    assertThat(trials.selections())
        .extracting(trials::name)
        .containsExactly(
            "coco, clean protocol", "coco, published protocol", "spurge, clean protocol");
    assertThat(trials.datasets()).containsExactly("coco", "spurge");
    assertThat(trials.byProtocol()).containsOnlyKeys("clean", "published");
    assertThat(trials.leftOut()).isEqualTo(new ComparedTrials.LeftOut(0, 0));
    assertThat(compared("test").isEmpty()).isTrue();
    assertThat(new DatasetFindings(trials, "other").sentences())
        .containsExactly(
            "clean protocol: there is no trial of other for coco and spurge, so nothing is"
                + " compared with it there.");
  }

  @Test
  void aTrialWithoutAProtocolIsAnOldCleanOne() {
    accuracy("c0", "coco", null, 0, 1, 0.5);

    assertThat(compared("validation").latest().protocol()).isEqualTo("clean");
  }

  @Test
  void aCleanTrialIsToldAfterItsLastStep() {
    accuracy("c0", "coco", "clean", 0, 1, 0.9);
    accuracy("c0", "coco", "clean", 0, 2, 0.5);

    assertThat(only(compared("validation")).value()).isEqualTo(0.5);
    assertThat(only(compared("validation")).epoch()).isEqualTo(2);
  }

  @Test
  void orAfterTheEpochThatHeldOutTrainingPicturesHaveChosen() {
    for (int epoch = 1; epoch <= 3; epoch++) {
      accuracy("c0", "coco", "clean", 0, epoch, 0.5 + 0.1 * epoch);
      row("c0", "coco", "clean", 0, epoch, "validation", "accuracy", "ant", null, 0.1 * epoch);
    }
    row("c0", "coco", "clean", 0, 2, "validation", "selected-accuracy", null, null, 0.7);

    ComparedTrials trials = compared("validation");

    assertThat(only(trials).value()).isEqualTo(0.7);
    assertThat(only(trials).epoch()).isEqualTo(2);
    assertThat(trials.latest().byClass(4).get(0).<Double>getAs("mean")).isEqualTo(0.2);
  }

  /** Seed 0 is best at epoch 1 and seed 1 at 3; their mean is at 2, and 1 of 3 pictures at each. */
  @Test
  void ofThePublishedProtocolAllSeedsShareTheBestEpochOfTheirMean() {
    double[][] bySeed = {{0.75, 0.5, 0.25}, {0.125, 0.625, 0.75}};
    for (int seed = 0; seed < bySeed.length; seed++) {
      for (int epoch = 1; epoch <= 3; epoch++) {
        published("p" + seed, seed, epoch, bySeed[seed][epoch - 1]);
        accuracy("p" + seed, "coco", "published", seed, epoch, 0.99);
      }
    }

    ComparedTrials trials = compared("validation");

    assertThat(trials.latest().grid().values("baseline", 4))
        .containsExactly(Map.entry(0L, 0.5), Map.entry(1L, 0.625));
    assertThat(trials.latest().trials()).extracting(TrialRow::epoch).containsOnly(2);
  }

  @Test
  void whatIsLeftOutIsCountedByItsReason() {
    accuracy("c0", "coco", "clean", 0, 1, 0.5);
    accuracy("c0-again", "coco", "clean", 0, 1, 0.6);
    for (int epoch = 1; epoch <= 2; epoch++) {
      published("p0", 0, epoch, 0.25 * epoch);
    }
    // interrupted after an epoch that is not the best
    published("p1", 1, 1, 0.25);

    ComparedTrials trials = compared("validation");

    assertThat(trials.leftOut()).isEqualTo(new ComparedTrials.LeftOut(1, 1));
    assertThat(trials.trials()).extracting(TrialRow::run).containsExactly("c0-again", "p0");
  }

  @Test
  void confusionsAreAddedUpOverSeeds() {
    for (int seed = 0; seed < 2; seed++) {
      accuracy("c" + seed, "coco", "clean", seed, 1, 0.5);
      row("c" + seed, "coco", "clean", seed, 1, "validation", "confusion", "ant", "ant", 3);
      row("c" + seed, "coco", "clean", seed, 1, "validation", "confusion", "ant", "bee", 1 + seed);
    }

    ComparedTrials trials = compared("validation");

    ConfusionMatrix matrix = trials.confusions().get(trials.latest()).get("baseline");
    assertThat(matrix.count("ant", "ant")).isEqualTo(6);
    assertThat(matrix.count("ant", "bee")).isEqualTo(3);
  }

  @Test
  void ofAnEpochThatWasChosenLaterConfusionsAreThoseOfTheLastStep() {
    for (int epoch = 1; epoch <= 3; epoch++) {
      published("p0", 0, epoch, epoch == 2 ? 0.9 : 0.5);
    }
    row("p0", "coco", "published", 0, 3, "validation", "confusion", "ant", "bee", 4);
    // one that was chosen by held-out pictures tells it at both moments
    for (int epoch : new int[] {1, 2}) {
      accuracy("c0", "pets", "clean", 0, epoch, 0.5);
      row("c0", "pets", "clean", 0, epoch, "validation", "confusion", "ant", "ant", epoch);
    }
    row("c0", "pets", "clean", 0, 1, "validation", "selected-accuracy", null, null, 0.5);

    ComparedTrials trials = compared("validation");

    assertThat(trials.confusions().values())
        .extracting(methods -> methods.get("baseline"))
        .extracting(matrix -> matrix.count("ant", "bee") + matrix.count("ant", "ant"))
        .containsExactly(4.0, 1.0);
  }

  private static TrialRow only(ComparedTrials trials) {
    assertThat(trials.trials()).hasSize(1);
    return trials.trials().get(0);
  }

  private ComparedTrials compared(String part) {
    TrialsTable.in(place).append(rows.stream().map(TrialsTable::toRow).toList());
    return ComparedTrials.of(new WorkspaceTables(place), part);
  }

  private void published(String run, long seed, int epoch, double value) {
    row(run, "coco", "published", seed, epoch, "validation", "macro-accuracy", null, null, value);
  }

  private void accuracy(
      String run, String dataset, String protocol, long seed, int epoch, double value) {
    row(run, dataset, protocol, seed, epoch, "validation", "accuracy", null, null, value);
  }

  private void row(
      String run,
      String dataset,
      String protocol,
      long seed,
      int epoch,
      String part,
      String metric,
      String className,
      String predicted,
      double value) {
    rows.add(
        new TrialRow(
            run,
            dataset,
            "baseline",
            4,
            seed,
            protocol,
            epoch,
            200 * epoch,
            part,
            metric,
            className,
            predicted,
            value));
  }
}
