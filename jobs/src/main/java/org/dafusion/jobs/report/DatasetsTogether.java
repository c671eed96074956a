package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.NormalisedScores;
import org.dafusion.metrics.NormalisedScores.Together;
import org.dafusion.metrics.PairedDifference;
import org.dafusion.report.Block;
import org.dafusion.report.Cell;
import org.dafusion.report.Section;
import org.dafusion.report.Table;
import org.dafusion.report.Text;

/** What methods gain over several datasets, by normalised scores: over all, and bin by bin. */
final class DatasetsTogether {
  private final Figures figures;
  private final List<TrialSelection> of;
  private final NormalisedScores scores;

  private DatasetsTogether(Figures figures, List<TrialSelection> of) {
    this.figures = figures;
    this.of = of;
    this.scores = new NormalisedScores(ComparedTrials.grids(of), ConfidenceInterval.PAPER_LEVEL);
  }

  /**
   * The section; none where no protocol has trials on two datasets. Curves over all of them stand
   * beside theirs.
   */
  static Optional<Section> section(Figures figures) {
    List<DatasetsTogether> several =
        figures.trials().byProtocol().values().stream()
            .filter(of -> of.size() > 1)
            .map(of -> new DatasetsTogether(figures, of))
            .filter(together -> !together.scores.together().datasets().isEmpty())
            .toList();
    if (several.isEmpty()) {
      return Optional.empty();
    }
    List<Block> blocks = new ArrayList<>(figures.ifFresh(FigureKind.BINS));
    several.forEach(together -> blocks.addAll(together.blocks()));
    return Optional.of(
        new Section(
            "together",
            "Datasets together",
            "A score is normalised by the least (0) and the greatest (1) that any trial of any method has on the same dataset, so that datasets count alike; then each seed counts once, by its mean over datasets.",
            blocks));
  }

  /** A bin's name as a heading. */
  static String title(String bin) {
    return switch (bin) {
      case "common" -> "Common";
      case "fine-grain" -> "Fine-grain";
      default -> "Novel";
    };
  }

  private List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Map<String, List<String>> bins =
        new LinkedHashMap<>(figures.settings().bins().of(scores.datasets()));
    List<String> none = bins.remove("");
    List<List<Cell>> rows = new ArrayList<>(rows("Overall", scores.together()));
    bins.forEach(
        (bin, datasets) -> {
          if (!scores.withoutRange().containsAll(datasets)) {
            rows.addAll(rows(title(bin), scores.together(datasets)));
          }
        });
    blocks.add(
        new Table(
            "Difference to %s in points of normalised score, over all numbers of examples per class, paired over seeds; intervals hold 68 %%%s."
                .formatted(
                    figures.colours().baseline(),
                    figures.trials().byProtocol().size() > 1
                        ? ", %s protocol".formatted(of.get(0).protocol())
                        : ""),
            List.of(
                "concepts", "datasets", "method", "seeds", "difference", "interval", "p (t test)"),
            rows));
    notes(none, scores.together().left()).forEach(note -> blocks.add(new Text(note)));
    return blocks;
  }

  private List<String> notes(List<String> inNoBin, List<String> left) {
    List<String> notes = new ArrayList<>();
    if (inNoBin != null) {
      notes.add(
          "In no bin, because report.bins does not name them: %s."
              .formatted(String.join(", ", inNoBin)));
    }
    if (!scores.withoutRange().isEmpty()) {
      notes.add(
          "Left out, because every trial scores the same: %s."
              .formatted(String.join(", ", scores.withoutRange())));
    }
    if (!left.isEmpty()) {
      notes.add(
          "Left out of the overall score, because a dataset lacks them: %s%s."
              .formatted(
                  String.join("; ", left.subList(0, Math.min(5, left.size()))),
                  left.size() > 5 ? "; and %d more".formatted(left.size() - 5) : ""));
    }
    return notes;
  }

  private List<List<Cell>> rows(String concepts, Together together) {
    List<List<Cell>> rows = new ArrayList<>();
    for (String method : together.scores().methods()) {
      if (!method.equals(figures.colours().baseline())) {
        together
            .scores()
            .paired(method, figures.colours().baseline())
            .ifPresent(found -> rows.add(row(concepts, together, method, found)));
      }
    }
    return rows;
  }

  private static List<Cell> row(
      String concepts, Together together, String method, PairedDifference found) {
    ConfidenceInterval interval = found.interval();
    return List.of(
        Cell.words(concepts),
        Cell.words(String.join(", ", together.datasets())),
        Cell.words(method),
        Cell.number(Numbers.count(interval.trials())),
        Cell.gain(Numbers.points(interval.mean()), Numbers.sureGain(interval)),
        Cell.number(Numbers.pointsRange(interval)),
        Cell.number(Numbers.pValue(found.tTest())));
  }
}
