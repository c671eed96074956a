package org.dafusion.jobs.inspect;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.stage.TextTable;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.train.TrialAccuracy;

/** The accuracies of trials: best and last step of each run, and their means over runs. */
final class TrialScores {
  private TrialScores() {}

  /**
   * Describes them, line by line.
   *
   * @param accuracies over all classes, in any order
   */
  static List<String> lines(List<TrialRow> accuracies) {
    List<TrialAccuracy> trials =
        accuracies.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.run() + "\n" + row.part(), TreeMap::new, Collectors.toList()))
            .values()
            .stream()
            .map(TrialAccuracy::ofEvaluations)
            .toList();
    List<String> lines = new ArrayList<>(eachRun(trials));
    lines.addAll(means(trials));
    return lines;
  }

  private static List<String> eachRun(List<TrialAccuracy> trials) {
    List<List<String>> cells = new ArrayList<>();
    for (TrialAccuracy trial : trials) {
      cells.add(
          List.of(
              trial.last().run(),
              group(trial),
              Long.toString(trial.last().seed()),
              "%s at step %d".formatted(percent(trial.best().value()), trial.best().step()),
              "%s at step %d".formatted(percent(trial.last().value()), trial.last().step())));
    }
    return new TextTable(List.of("run", "trial", "seed", "best accuracy", "last accuracy"), cells)
        .lines();
  }

  private static List<String> means(List<TrialAccuracy> trials) {
    Map<String, DoubleSummaryStatistics> last =
        trials.stream()
            .collect(
                Collectors.groupingBy(
                    TrialScores::group,
                    TreeMap::new,
                    Collectors.summarizingDouble(trial -> trial.last().value())));
    List<List<String>> cells = new ArrayList<>();
    last.forEach(
        (group, values) ->
            cells.add(
                List.of(
                    group,
                    Long.toString(values.getCount()),
                    percent(values.getAverage()),
                    percent(values.getMin()),
                    percent(values.getMax()))));
    return new TextTable(
            List.of("trials", "runs", "mean last accuracy", "lowest", "highest"), cells)
        .lines();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** What trials have in common that differ in their seed alone. */
  private static String group(TrialAccuracy trial) {
    TrialRow row = trial.last();
    return "%s, %s, %s per class, %s"
        .formatted(
            row.dataset(),
            row.augmentation(),
            FewShotSplit.inWords(row.examplesPerClass()),
            row.part());
  }
}
