package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dafusion.data.FewShotSplit;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.PairedDifference;
import org.dafusion.report.Block;
import org.dafusion.report.Cell;
import org.dafusion.report.Details;
import org.dafusion.report.Section;
import org.dafusion.report.Table;

/** Paired differences to the baseline with their p-values. */
final class DifferencesSection {
  private DifferencesSection() {}

  /** The section; none where no method has two trials in common with the baseline. */
  static Optional<Section> section(ComparedTrials trials, String baseline) {
    List<Block> blocks = new ArrayList<>();
    int comparisons = 0;
    for (TrialSelection each : trials.selections()) {
      List<List<Cell>> rows = rows(each, baseline);
      if (!rows.isEmpty()) {
        comparisons += rows.size();
        Table table = table(trials, each, baseline, rows);
        blocks.add(trials.areSeveral() ? new Details(trials.name(each), List.of(table)) : table);
      }
    }
    return blocks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "differences",
                "Paired differences",
                "Trials with the same images and seeds differ by their method alone. A p-value says how likely so large a difference would be if methods were alike; it is of one comparison, and of %s here some are small by chance."
                    .formatted(Numbers.count(comparisons, "comparison")),
                blocks));
  }

  private static Table table(
      ComparedTrials trials, TrialSelection each, String baseline, List<List<Cell>> rows) {
    // of fewer seeds the last column is empty
    boolean wilcoxon = each.seeds() >= PairedDifference.WILCOXON_TRIALS;
    List<String> columns =
        List.of(
            "examples per class",
            "method",
            "seeds",
            "difference",
            "interval",
            "p (paired t test)",
            "p (Wilcoxon)");
    int shown = wilcoxon ? columns.size() : columns.size() - 1;
    return new Table(
        "Difference to %s in points%s, paired over seeds, with intervals that hold 68 %% and two-sided p-values.%s"
            .formatted(
                baseline,
                trials.areSeveral() ? ", " + trials.name(each) : "",
                wilcoxon
                    ? ""
                    : " There are too few seeds for Wilcoxon's test, which needs %d."
                        .formatted(PairedDifference.WILCOXON_TRIALS)),
        columns.subList(0, shown),
        rows.stream().map(row -> row.subList(0, shown)).toList());
  }

  private static List<List<Cell>> rows(TrialSelection of, String baseline) {
    List<List<Cell>> rows = new ArrayList<>();
    List<String> methods =
        of.grid().methods().stream().filter(method -> !method.equals(baseline)).toList();
    List<Integer> examples = of.grid().examplesPerClass();
    for (int k : examples) {
      for (String method : methods) {
        row(FewShotSplit.inWords(k), method, of.grid().paired(method, baseline, k))
            .ifPresent(rows::add);
      }
    }
    if (examples.size() > 1) {
      for (String method : methods) {
        row("mean of these", method, of.grid().paired(method, baseline)).ifPresent(rows::add);
      }
    }
    return rows;
  }

  private static Optional<List<Cell>> row(
      String examples, String method, Optional<PairedDifference> found) {
    return found
        .filter(paired -> paired.interval().trials() > 1)
        .map(
            paired -> {
              ConfidenceInterval interval = paired.interval();
              return List.of(
                  Cell.number(examples),
                  Cell.words(method),
                  Cell.number(Numbers.count(interval.trials())),
                  Cell.gain(Numbers.points(interval.mean()), Numbers.sureGain(interval)),
                  Cell.number(Numbers.pointsRange(interval)),
                  Cell.number(Numbers.pValue(paired.tTest())),
                  Cell.number(Numbers.pValue(paired.wilcoxon())));
            });
  }
}
