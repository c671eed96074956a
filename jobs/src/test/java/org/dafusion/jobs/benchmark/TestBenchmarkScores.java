package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.classifier.Evaluation;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.train.PlannedTrial;
import org.dafusion.jobs.train.TrialAccuracy;
import org.junit.jupiter.api.Test;

class TestBenchmarkScores {
  private static final String LAST = "accuracy after the last step, %";
  private static final String CHOSEN =
      "accuracy at the epoch that held-out training pictures chose, or after the last step, %";

  /** Of each seed after each epoch. */
  private static final Map<Long, List<Double>> ACCURACIES =
      Map.of(0L, List.of(0.9, 0.8, 0.1), 1L, List.of(0.1, 0.6, 0.2));

  /** Means by hand: epoch 1 is best for one seed, epoch 2 for the other and on average. */
  @Test
  void thePublishedProtocolTellsTheOneEpochThatIsBestOnAverage() {
    PlannedDataset planned = planned("published");
    List<String> lines = scores(planned, "published", Map.of()).lines();

    assertThat(table(lines, LAST)).startsWith("baseline 15.0 ± ");
    // the best of each seed alone, 0.9 and 0.6, would be 75
    assertThat(
            table(
                lines,
                "accuracy at the epoch with the best mean, %, chosen by the validation images as in the reference"))
        .startsWith("baseline 70.0 ± ");
  }

  @Test
  void theCleanProtocolTellsTheLastStepAndBesideItEachTrialsBest() {
    List<String> lines = scores(planned("clean"), "clean", Map.of()).lines();

    assertThat(table(lines, LAST)).startsWith("baseline 15.0 ± ");
    assertThat(
            table(
                lines,
                "accuracy at the best evaluation, %, chosen by the validation images as in the paper"))
        .startsWith("baseline 75.0 ± ");
  }

  @Test
  void whereHeldOutTrainingPicturesChoseAnEpochItIsToldInPlaceOfTheLast() {
    List<String> lines = scores(planned("clean"), "clean", Map.of(0L, 2, 1L, 1)).lines();

    assertThat(lines).doesNotContain(LAST);
    // 0.8 and 0.1
    assertThat(table(lines, CHOSEN)).startsWith("baseline 45.0 ± ");
  }

  private static PlannedDataset planned(String protocol) {
    return new PlannedGrids(
            "benchmark.seeds=[0, 1]",
            "benchmark.methods=[baseline]",
            "benchmark.examples-per-class=[4]",
            "benchmark.protocols=[" + protocol + "]",
            "classifier.protocol=" + protocol)
        .dataset("", 2, 16);
  }

  /** The row of the first method below a heading, its blanks single. */
  private static String table(List<String> lines, String heading) {
    return lines.get(lines.indexOf(heading) + 2).strip().replaceAll(" +", " ");
  }

  /**
   * @param chosen epochs by seed, from 1; of no seed where none was
   */
  private static BenchmarkScores scores(
      PlannedDataset planned, String protocol, Map<Long, Integer> chosen) {
    Map<String, TrialAccuracy> found = new HashMap<>();
    for (PlannedTrial trial : planned.trials(protocol)) {
      long seed = trial.split().seed();
      List<TrialRow> evaluations = new ArrayList<>();
      for (double value : ACCURACIES.get(seed)) {
        evaluations.add(row(trial, evaluations.size() + 1, Evaluation.ACCURACY, value));
      }
      Integer epoch = chosen.get(seed);
      TrialRow selected =
          epoch == null
              ? null
              : row(
                  trial, epoch, Evaluation.SELECTED_ACCURACY, ACCURACIES.get(seed).get(epoch - 1));
      found.put(trial.id(), new TrialAccuracy(evaluations, selected));
    }
    return new BenchmarkScores(planned, protocol, "pets", 32, found);
  }

  private static TrialRow row(PlannedTrial trial, int epoch, String metric, double value) {
    return new TrialRow(
        trial.id(),
        "pets",
        trial.method(),
        trial.split().examplesPerClass(),
        trial.split().seed(),
        "clean",
        epoch,
        10 * epoch,
        "validation",
        metric,
        null,
        null,
        value);
  }
}
