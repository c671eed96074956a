package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dafusion.data.FewShotSplit;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.ScoreGrid;
import org.dafusion.report.AccuracyChart;
import org.dafusion.report.Cell;
import org.dafusion.report.Chart;
import org.dafusion.report.SeriesColours;
import org.dafusion.report.Table;

/**
 * Accuracy by method and examples per class, and what each method gains or loses.
 *
 * @param trials that are compared, at least one
 * @param colours of the methods; their baseline is what the others are compared with
 */
public record AccuracyComparison(TrialSelection trials, SeriesColours colours) {
  /** The means, with their intervals where there are several seeds. */
  public Chart chart() {
    List<AccuracyChart.Point> points = new ArrayList<>();
    for (String method : grid().methods()) {
      for (int examples : grid().examplesPerClass()) {
        grid()
            .mean(method, examples)
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
    return new Chart(
        AccuracyChart.svg(points, colours),
        oneSeed()
            ? "Accuracy by method and examples per class. There is one seed, so there are no intervals."
            : "Accuracy by method and examples per class: the mean over seeds and its 68 % interval (Student's t).");
  }

  /** The same in numbers, with the differences to the baseline. */
  public Table table() {
    List<List<Cell>> rows = new ArrayList<>();
    for (int examples : grid().examplesPerClass()) {
      for (String method : grid().methods()) {
        grid().mean(method, examples).ifPresent(mean -> rows.add(row(method, examples, mean)));
      }
    }
    return new Table(
        "Accuracy in percent, and the difference to %s in points, paired over the seeds that both have; intervals hold 68 %%."
            .formatted(colours.baseline()),
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
    String baseline = colours.baseline();
    Optional<ConfidenceInterval> difference =
        method.equals(baseline) ? Optional.empty() : grid().difference(method, baseline, examples);
    return List.of(
        Cell.number(FewShotSplit.inWords(examples)),
        Cell.words(method),
        Cell.number(Integer.toString(mean.trials())),
        Cell.share(Numbers.percent(mean.mean()), mean.mean()),
        Cell.number(Numbers.percentRange(mean)),
        difference
            .map(paired -> Cell.gain(Numbers.points(paired.mean()), Numbers.sureGain(paired)))
            .orElse(Cell.number("")),
        Cell.number(difference.map(Numbers::pointsRange).orElse("")));
  }

  private boolean oneSeed() {
    return trials.seeds() == 1;
  }

  private ScoreGrid grid() {
    return trials.grid();
  }
}
