package org.dafusion.jobs.train;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.dafusion.classifier.Evaluation;
import org.dafusion.classifier.Protocol;
import org.dafusion.data.Part;
import org.dafusion.jobs.table.TrialRow;

/**
 * The accuracies of one trial, each what its protocol calls the accuracy.
 *
 * @param evaluations in order of their steps, at least one
 */
public record TrialAccuracy(List<TrialRow> evaluations) {
  /** What protocols call the accuracy. */
  static final List<String> METRICS = List.of(Evaluation.ACCURACY, Evaluation.MACRO_ACCURACY);

  /** On the validation images, from all rows of a run. */
  static TrialAccuracy of(List<TrialRow> rows) {
    return ofEvaluations(
        rows.stream()
            .filter(row -> row.part().equals(Part.VALIDATION.folderName()))
            .filter(row -> isAccuracy(row) && row.className() == null)
            .toList());
  }

  /** Whether a row is of the metric that its trial's protocol calls the accuracy. */
  public static boolean isAccuracy(TrialRow row) {
    String metric =
        Protocol.named(row.protocol()).map(Protocol::accuracy).orElse(Evaluation.ACCURACY);
    return row.metric().equals(metric);
  }

  /** From the accuracies over all classes on one part, at least one. */
  public static TrialAccuracy ofEvaluations(List<TrialRow> accuracies) {
    return new TrialAccuracy(
        accuracies.stream().sorted(Comparator.comparingInt(TrialRow::step)).toList());
  }

  /**
   * The highest of all evaluations, of equal ones the first; chosen by the validation images
   * themselves, so it flatters.
   */
  public TrialRow best() {
    TrialRow best = evaluations.get(0);
    for (TrialRow row : evaluations) {
      best = row.value() > best.value() ? row : best;
    }
    return best;
  }

  /** After the last step. */
  public TrialRow last() {
    return evaluations.get(evaluations.size() - 1);
  }

  /** A number of a trial as a row of the table. */
  static TrialRow row(Evaluation.Row row, String run, PlannedTrial trial, String dataset) {
    return new TrialRow(
        run,
        dataset,
        trial.method(),
        trial.split().examplesPerClass(),
        trial.classifier().seed(),
        trial.classifier().protocol(),
        row.epoch(),
        row.step(),
        row.part().folderName(),
        row.metric(),
        row.className().isEmpty() ? null : row.className(),
        row.predicted().isEmpty() ? null : row.predicted(),
        row.value());
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "train: %s, run %s: accuracy %.4f after the last step (%d), best %.4f at step %d",
        last().augmentation(),
        last().run(),
        last().value(),
        last().step(),
        best().value(),
        best().step());
  }
}
