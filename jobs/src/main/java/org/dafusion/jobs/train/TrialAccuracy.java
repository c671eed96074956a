package org.dafusion.jobs.train;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.dafusion.classifier.Evaluation;
import org.dafusion.classifier.Protocol;
import org.dafusion.data.Part;
import org.dafusion.jobs.table.TrialRow;

/**
 * The accuracies of one trial, each what its protocol calls the accuracy.
 *
 * @param evaluations in order of their steps, at least one
 * @param selected at the epoch that training pictures held out for it have chosen; null where none
 *     chose
 */
public record TrialAccuracy(List<TrialRow> evaluations, TrialRow selected) {
  /** What protocols call the accuracy, and that of an epoch that was chosen. */
  static final List<String> METRICS =
      List.of(Evaluation.ACCURACY, Evaluation.MACRO_ACCURACY, Evaluation.SELECTED_ACCURACY);

  /** On the validation images, from all rows of a run. */
  static TrialAccuracy of(List<TrialRow> rows) {
    List<TrialRow> overall =
        rows.stream()
            .filter(row -> row.part().equals(Part.VALIDATION.folderName()))
            .filter(row -> row.className() == null)
            .toList();
    return new TrialAccuracy(
        inOrder(overall.stream().filter(TrialAccuracy::isAccuracy)),
        overall.stream()
            .filter(row -> row.metric().equals(Evaluation.SELECTED_ACCURACY))
            .findFirst()
            .orElse(null));
  }

  /** Whether a row is of the metric that its trial's protocol calls the accuracy. */
  public static boolean isAccuracy(TrialRow row) {
    String metric =
        Protocol.named(row.protocol()).map(Protocol::accuracy).orElse(Evaluation.ACCURACY);
    return row.metric().equals(metric);
  }

  /** From the accuracies over all classes on one part, at least one. */
  public static TrialAccuracy ofEvaluations(List<TrialRow> accuracies) {
    return new TrialAccuracy(inOrder(accuracies.stream()), null);
  }

  private static List<TrialRow> inOrder(Stream<TrialRow> accuracies) {
    return accuracies.sorted(Comparator.comparingInt(TrialRow::step)).toList();
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

  /** What the trial is told and compared by: at the chosen epoch, else after the last step. */
  public TrialRow told() {
    return selected == null ? last() : selected;
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

  /** What a trial's user should know that wanted an epoch chosen; nothing where one was. */
  static Optional<String> unselected(PlannedTrial trial, TrialAccuracy accuracy) {
    double wanted = trial.classifier().selectionFraction();
    return wanted > 0 && accuracy.selected() == null
        ? Optional.of(
            "no training image was left to choose an epoch by at classifier.selection-fraction = %s, so the last step is told"
                .formatted(wanted))
        : Optional.empty();
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "train: %s, run %s: accuracy %.4f %s (%d), best %.4f at step %d",
        told().augmentation(),
        told().run(),
        told().value(),
        selected == null ? "after the last step" : "at the step that held-out pictures chose",
        told().step(),
        best().value(),
        best().step());
  }
}
