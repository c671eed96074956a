package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.IntervalKind;
import org.dafusion.metrics.ShotAreas;
import org.dafusion.report.Block;
import org.dafusion.report.Cell;
import org.dafusion.report.Section;
import org.dafusion.report.Table;
import org.dafusion.report.Text;

/** What each method gains over all numbers of examples per class, in one number. */
final class GainedAreaSection {
  /** Points from which on a curve is more than a line. */
  private static final int POINTS = 3;

  private GainedAreaSection() {}

  /** The section; none where no curve has three points, or there is but one method. */
  static Optional<Section> section(Figures figures) {
    List<TrialSelection> curves =
        figures.trials().selections().stream()
            .filter(each -> new ShotAreas(each.grid()).shots().size() >= POINTS)
            .toList();
    Table table = table(figures, curves);
    if (table.rows().isEmpty()) {
      return Optional.empty();
    }
    List<Block> blocks = new ArrayList<>(figures.ifFresh(FigureKind.GAINED_AREA));
    blocks.add(table);
    dropped(figures, curves).ifPresent(blocks::add);
    return Optional.of(
        new Section(
            "areas",
            "Gain over all numbers of examples",
            "The mean height of a method's curve over examples per class, by trapezoids as the paper's ablations have it, so that larger numbers of examples weigh more; less the mean height of %s over seeds."
                .formatted(figures.colours().baseline()),
            blocks));
  }

  private static Table table(Figures figures, List<TrialSelection> curves) {
    List<List<Cell>> rows = new ArrayList<>();
    for (TrialSelection each : curves) {
      ShotAreas areas = new ShotAreas(each.grid());
      for (String method : each.grid().methods()) {
        if (!method.equals(figures.colours().baseline())) {
          row(figures, each, areas, method).ifPresent(rows::add);
        }
      }
    }
    return new Table(
        "Gain in points of mean height; intervals hold 68 %.",
        List.of(
            "trials",
            "method",
            "examples per class",
            "seeds",
            "gain",
            "interval (Student's t)",
            "interval (bootstrap)"),
        rows);
  }

  private static Optional<List<Cell>> row(
      Figures figures, TrialSelection of, ShotAreas areas, String method) {
    String baseline = figures.colours().baseline();
    double level = of.grid().level();
    return areas
        .gain(method, baseline, IntervalKind.STUDENT_T, level)
        .map(
            gain -> {
              ConfidenceInterval bootstrap =
                  areas.gain(method, baseline, IntervalKind.BOOTSTRAP, level).orElseThrow();
              return List.of(
                  Cell.words(figures.trials().name(of)),
                  Cell.words(method),
                  Cell.number(
                      String.join(", ", areas.shots().stream().map(String::valueOf).toList())),
                  Cell.number(Numbers.count(gain.trials())),
                  Cell.gain(Numbers.points(gain.mean()), Numbers.sureGain(gain)),
                  Cell.number(Numbers.pointsRange(gain)),
                  Cell.number(Numbers.pointsRange(bootstrap)));
            });
  }

  /** Seeds that lack a point of their curve. */
  private static Optional<Block> dropped(Figures figures, List<TrialSelection> curves) {
    List<String> dropped = new ArrayList<>();
    for (TrialSelection each : curves) {
      ShotAreas areas = new ShotAreas(each.grid());
      for (String method : each.grid().methods()) {
        List<Long> seeds = areas.dropped(method);
        if (!seeds.isEmpty()) {
          dropped.add(
              "%s of %s, %s"
                  .formatted(
                      seeds.size() == 1 ? "seed " + seeds.get(0) : "seeds " + seeds,
                      figures.trials().name(each),
                      method));
        }
      }
    }
    return dropped.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Text(
                "Left out, because they lack a number of examples: %s."
                    .formatted(String.join("; ", dropped))));
  }
}
