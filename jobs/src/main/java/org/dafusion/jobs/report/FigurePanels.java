package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dafusion.data.FewShotSplit;
import org.dafusion.metrics.ConfidenceInterval;
import org.dafusion.metrics.DatasetBins;
import org.dafusion.metrics.IntervalKind;
import org.dafusion.metrics.NormalisedScores;
import org.dafusion.metrics.NormalisedScores.Together;
import org.dafusion.metrics.ScoreGrid;
import org.dafusion.metrics.ShotAreas;
import org.dafusion.report.AccuracyChart.Point;
import org.dafusion.report.BarChart;
import org.dafusion.report.CurveChart;
import org.dafusion.report.Panels.Panel;
import org.dafusion.report.SeriesColours;
import org.dafusion.report.ValueAxis;

/**
 * The panels of a figure of trials of one protocol.
 *
 * @param colours of the methods; their baseline is what others are compared with
 * @param bins which dataset is common, fine-grain or novel
 * @param interval of means over seeds
 */
record FigurePanels(SeriesColours colours, DatasetBins bins, IntervalKind interval) {
  private static final double POINTS = 100;

  /**
   * One for each dataset or bin that has what it needs; none where trials do not allow the figure.
   */
  List<Panel> of(FigureKind kind, List<TrialSelection> of) {
    return switch (kind) {
      case SHOT_CURVES -> shotCurves(of);
      case GAINED_ACCURACY -> each(of, this::gainedAccuracy);
      case BARS -> each(of, this::bars);
      case GAINED_AREA -> gainedArea(of);
      case OVERALL -> overall(of);
      case BINS -> bins(of);
    };
  }

  /** A panel for each dataset, and behind several of them one for their normalised scores. */
  private List<Panel> shotCurves(List<TrialSelection> of) {
    List<Panel> panels =
        new ArrayList<>(each(of, each -> curves(each.dataset(), each.grid(), accuracy(of))));
    if (panels.size() > 1) {
      panels.addAll(overall(of));
    }
    return panels;
  }

  private static List<Panel> each(
      List<TrialSelection> of, Function<TrialSelection, Optional<Panel>> panel) {
    return of.stream().map(panel).flatMap(Optional::stream).toList();
  }

  private static ValueAxis accuracy(List<TrialSelection> of) {
    return ValueAxis.share(of.get(0).isPublished() ? "accuracy (mean over classes)" : "accuracy");
  }

  private Optional<Panel> curves(String title, ScoreGrid grid, ValueAxis axis) {
    return curves(title, grid, axis, (method, k) -> grid.mean(method, k, interval));
  }

  private Optional<Panel> gainedAccuracy(TrialSelection of) {
    ScoreGrid grid = of.grid();
    return curves(
        of.dataset(),
        grid,
        ValueAxis.gain("points over " + baseline()),
        (method, k) ->
            method.equals(baseline())
                ? Optional.empty()
                : grid.difference(method, baseline(), k, interval).map(FigurePanels::inPoints));
  }

  /** A mean of a method with a number of examples per class. */
  private interface Means {
    Optional<ConfidenceInterval> of(String method, int examplesPerClass);
  }

  private Optional<Panel> curves(String title, ScoreGrid grid, ValueAxis axis, Means means) {
    List<Point> points = new ArrayList<>();
    List<Integer> trialsOfPoints = new ArrayList<>();
    for (String method : inOrder(grid)) {
      for (int k : grid.examplesPerClass()) {
        means
            .of(method, k)
            .ifPresent(
                mean -> {
                  points.add(
                      new Point(
                          method, FewShotSplit.inWords(k), mean.mean(), mean.low(), mean.high()));
                  trialsOfPoints.add(mean.trials());
                });
      }
    }
    List<String> examples =
        grid.examplesPerClass().stream()
            .map(FewShotSplit::inWords)
            .filter(k -> points.stream().anyMatch(point -> point.examples().equals(k)))
            .toList();
    return examples.size() < 2
        ? Optional.empty()
        : Optional.of(
            new Panel(
                title, seeds(trialsOfPoints), CurveChart.svg(points, examples, axis, colours)));
  }

  private Optional<Panel> bars(TrialSelection of) {
    int most = of.mostExamples();
    Map<String, ConfidenceInterval> means = new LinkedHashMap<>();
    inOrder(of.grid())
        .forEach(
            method ->
                of.grid().mean(method, most, interval).ifPresent(mean -> means.put(method, mean)));
    String name = "accuracy with %s".formatted(ShownDraw.perClass(most));
    return barPanel(of.dataset(), means, ValueAxis.share(name));
  }

  private List<Panel> gainedArea(List<TrialSelection> of) {
    List<Panel> panels = new ArrayList<>();
    for (TrialSelection each : of) {
      gains(each.grid(), POINTS)
          .flatMap(
              gains -> barPanel(each.dataset(), gains, ValueAxis.gain("points over " + baseline())))
          .ifPresent(panels::add);
    }
    if (panels.size() > 1) {
      gains(together(of).together().scores(), POINTS)
          .flatMap(
              gains ->
                  barPanel(
                      "Overall",
                      gains,
                      ValueAxis.gain("points of normalised score over " + baseline())))
          .ifPresent(panels::add);
    }
    return panels;
  }

  /** What each method but the baseline gains in its area; empty where no curve has one. */
  private Optional<Map<String, ConfidenceInterval>> gains(ScoreGrid grid, double unit) {
    ShotAreas areas = new ShotAreas(grid);
    Map<String, ConfidenceInterval> gains = new LinkedHashMap<>();
    for (String method : inOrder(grid)) {
      if (!method.equals(baseline())) {
        areas
            .gain(method, baseline(), interval, grid.level())
            .ifPresent(gain -> gains.put(method, scaled(gain, unit)));
      }
    }
    return gains.isEmpty() ? Optional.empty() : Optional.of(gains);
  }

  private Optional<Panel> barPanel(
      String title, Map<String, ConfidenceInterval> means, ValueAxis axis) {
    List<BarChart.Bar> bars =
        means.entrySet().stream()
            .map(
                mean ->
                    new BarChart.Bar(
                        mean.getKey(),
                        mean.getValue().mean(),
                        mean.getValue().low(),
                        mean.getValue().high()))
            .toList();
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Panel(
                title,
                seeds(means.values().stream().map(ConfidenceInterval::trials).toList()),
                BarChart.svg(bars, axis, colours)));
  }

  private List<Panel> overall(List<TrialSelection> of) {
    return of.size() < 2
        ? List.of()
        : together("Overall", together(of).together()).stream().toList();
  }

  private List<Panel> bins(List<TrialSelection> of) {
    NormalisedScores scores = together(of);
    List<Panel> panels = new ArrayList<>();
    bins.of(scores.datasets())
        .forEach(
            (bin, datasets) -> {
              if (!bin.isEmpty() && !scores.withoutRange().containsAll(datasets)) {
                together(DatasetsTogether.title(bin) + " concepts", scores.together(datasets))
                    .ifPresent(panels::add);
              }
            });
    return panels;
  }

  private Optional<Panel> together(String title, Together together) {
    return curves(title, together.scores(), ValueAxis.score("normalised score"))
        .map(
            panel ->
                new Panel(
                    panel.title(),
                    "%s; %s".formatted(String.join(", ", together.datasets()), panel.note()),
                    panel.svg()));
  }

  private static NormalisedScores together(List<TrialSelection> of) {
    return new NormalisedScores(ComparedTrials.grids(of), ConfidenceInterval.PAPER_LEVEL);
  }

  /** The methods of a grid in the order of colours, which all panels share. */
  private List<String> inOrder(ScoreGrid grid) {
    return colours.series().stream().filter(grid.methods()::contains).toList();
  }

  private static String seeds(List<Integer> trials) {
    return trials.stream().distinct().sorted().map(Numbers::count).count() == 1
        ? Numbers.count(trials.get(0), "seed")
        : trials.stream()
            .distinct()
            .sorted()
            .map(Numbers::count)
            .collect(Collectors.joining(", ", "", " seeds"));
  }

  private static ConfidenceInterval inPoints(ConfidenceInterval share) {
    return scaled(share, POINTS);
  }

  private static ConfidenceInterval scaled(ConfidenceInterval interval, double unit) {
    return new ConfidenceInterval(
        unit * interval.mean(), unit * interval.low(), unit * interval.high(), interval.trials());
  }

  private String baseline() {
    return colours.baseline();
  }
}
