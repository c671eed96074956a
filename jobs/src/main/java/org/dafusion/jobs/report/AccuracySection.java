package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.ScoreGrid;
import org.dafusion.report.AccuracyChart;
import org.dafusion.report.Block;
import org.dafusion.report.Cell;
import org.dafusion.report.Chart;
import org.dafusion.report.Section;
import org.dafusion.report.SeriesColours;
import org.dafusion.report.Table;
import org.dafusion.report.Text;

/** Accuracy by method and examples per class, with what each method gains or loses. */
final class AccuracySection {
  private static final String ID = "accuracy";
  private static final String TITLE = "Accuracy";

  private final TrialSelection trials;
  private final ScoreGrid grid;
  private final SeriesColours colours;
  private final String baseline;

  private AccuracySection(TrialSelection trials, SeriesColours colours) {
    this.trials = trials;
    this.grid = trials.grid();
    this.colours = colours;
    this.baseline = colours.baseline();
  }

  /**
   * The section.
   *
   * @param colours of the methods, with the one that the others are compared with
   */
  static Section of(TrialSelection trials, SeriesColours colours) {
    if (trials.isEmpty()) {
      return new Section(
          ID, TITLE, "No classifier has been trained in this workspace yet.", List.of());
    }
    return new AccuracySection(trials, colours).section();
  }

  private Section section() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Chart(AccuracyChart.svg(points(), colours), chartCaption()));
    blocks.add(table());
    if (trials.others() > 0) {
      blocks.add(
          new Text(
              "%s left out, because a later one has the same method, number of examples and seed, or another dataset."
                  .formatted(
                      Numbers.count(trials.others(), "trial")
                          + (trials.others() == 1 ? " is" : " are"))));
    }
    return new Section(
        ID,
        TITLE,
        "Share of the validation pictures that a classifier names right after its last step of training. The best step is not shown: it is chosen by the same pictures and so flatters.",
        blocks);
  }

  private List<AccuracyChart.Point> points() {
    List<AccuracyChart.Point> points = new ArrayList<>();
    for (String method : grid.methods()) {
      for (int examples : grid.examplesPerClass()) {
        grid.mean(method, examples)
            .ifPresent(
                mean ->
                    points.add(
                        new AccuracyChart.Point(
                            method,
                            FewShotSplit.inWords(examples),
                            mean.mean(),
                            mean.low(),
                            mean.high())));
      }
    }
    return points;
  }

  private String chartCaption() {
    return oneSeed()
        ? "Accuracy by method and examples per class. There is one seed, so there are no intervals."
        : "Accuracy by method and examples per class: the mean over seeds and its 68 % interval (Student's t).";
  }

  private Table table() {
    List<List<Cell>> rows = new ArrayList<>();
    for (int examples : grid.examplesPerClass()) {
      for (String method : grid.methods()) {
        grid.mean(method, examples).ifPresent(mean -> rows.add(row(method, examples, mean)));
      }
    }
    return new Table(
        "Accuracy in percent, and the difference to %s in points, paired over the seeds that both have; intervals hold 68 %%."
            .formatted(baseline),
        List.of(
            "examples per class",
            "method",
            "seeds",
            "accuracy",
            "interval",
            "difference",
            "interval"),
        rows);
  }

  private List<Cell> row(String method, int examples, ConfidenceInterval mean) {
    Optional<ConfidenceInterval> difference =
        method.equals(baseline) ? Optional.empty() : grid.difference(method, baseline, examples);
    return List.of(
        Cell.number(FewShotSplit.inWords(examples)),
        Cell.words(method),
        Cell.number(Integer.toString(mean.trials())),
        Cell.share(Numbers.percent(mean.mean()), mean.mean()),
        Cell.number(Numbers.percentRange(mean)),
        difference
            .map(paired -> Cell.gain(Numbers.points(paired.mean()), sureGain(paired)))
            .orElse(Cell.number("")),
        Cell.number(difference.map(Numbers::pointsRange).orElse("")));
  }

  /** The gain where the interval leaves no doubt about its sign, else 0. */
  private static double sureGain(ConfidenceInterval paired) {
    return paired.low() > 0 || paired.high() < 0 ? paired.mean() : 0;
  }

  private boolean oneSeed() {
    return trials.trials().stream().map(TrialRow::seed).distinct().count() == 1;
  }
}
