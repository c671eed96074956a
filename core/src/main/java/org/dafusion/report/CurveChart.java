package org.dafusion.report;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.dafusion.report.AccuracyChart.Point;

/**
 * Means over examples per class, a line for each method with a band for its interval: a panel among
 * others, whose legend stands beside them all ({@link Panels}).
 *
 * <p>Numbers of examples stand at even distances. On a true axis, as the reference code has it, 1,
 * 2 and 4 of 16 would share a fifth of the width, where most of the differences are.
 */
public final class CurveChart {
  private CurveChart() {}

  /**
   * Draws the chart.
   *
   * @param points those of a method ascending in examples; at least one
   * @param examples all that points name, in the order of the axis
   * @param axis of the values
   * @param colours of the methods
   * @return an SVG document
   */
  public static String svg(
      List<Point> points, List<String> examples, ValueAxis axis, SeriesColours colours) {
    List<String> methods = points.stream().map(Point::method).distinct().toList();
    Plot plot =
        new Plot()
            .size(ChartStyle.PANEL_WIDTH, ChartStyle.PANEL_HEIGHT)
            .column(
                "x",
                points.stream().map(point -> (double) examples.indexOf(point.examples())).toList())
            .column("y", points.stream().map(Point::mean).toList())
            .column("ymin", points.stream().map(Point::drawnLow).toList())
            .column("ymax", points.stream().map(Point::drawnHigh).toList())
            .column("color", points.stream().map(Point::method).toList())
            .column("fill", points.stream().map(Point::method).toList())
            .column("shape", points.stream().map(Point::method).toList())
            .column("group", points.stream().map(Point::method).toList())
            .scale(
                "x",
                "name",
                "examples per class",
                "breaks",
                IntStream.range(0, examples.size()).asDoubleStream().boxed().toList(),
                "labels",
                examples)
            .scale(
                "y", "name", axis.name(), "format", axis.format(), "limits", limits(points, axis))
            .series("color", methods, methods.stream().map(colours::of).toList())
            .series("fill", methods, methods.stream().map(colours::of).toList())
            .series("shape", methods, methods.stream().map(m -> colours.mark(m).shape()).toList());
    if (axis.fromZero()) {
      plot.layer("hline", "yintercept", 0.0, "color", ChartStyle.ink(), "size", 0.5);
    }
    return plot.layer("ribbon", "alpha", 0.2, "size", 0.0)
        .layer("line", "size", 0.9)
        .layer("point", "size", 3.2)
        .svg(axis.name() + " over examples per class for " + String.join(", ", methods));
  }

  private static List<Double> limits(List<Point> points, ValueAxis axis) {
    return axis.limits(
        points.stream()
            .flatMapToDouble(point -> DoubleStream.of(point.drawnLow(), point.drawnHigh())));
  }
}
