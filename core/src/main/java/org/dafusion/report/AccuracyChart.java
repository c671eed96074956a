package org.dafusion.report;

import java.util.ArrayList;
import java.util.List;

/** Accuracy over examples per class, a line for each method with the interval of each point. */
public final class AccuracyChart {
  private static final double DODGE = 0.25;

  private AccuracyChart() {}

  /**
   * A point of a method's line.
   *
   * @param examples per class, as people read it, such as {@code "4"} or {@code "all"}
   * @param mean accuracy, 0 to 1
   * @param low lower bound of its interval; NaN where there is none
   * @param high upper bound; NaN where there is none
   */
  public record Point(String method, String examples, double mean, double low, double high) {}

  /**
   * Draws the chart.
   *
   * @param points those of a method ascending in examples; at least one
   * @param baseline the method that others are compared with, in grey
   * @return an SVG document
   */
  public static String svg(List<Point> points, String baseline) {
    List<String> methods = points.stream().map(Point::method).distinct().toList();
    // an interval that is not there is drawn as none
    List<Double> lows = new ArrayList<>();
    List<Double> highs = new ArrayList<>();
    for (Point point : points) {
      lows.add(Double.isNaN(point.low()) ? point.mean() : point.low());
      highs.add(Double.isNaN(point.high()) ? point.mean() : point.high());
    }
    return new Plot()
        .column("x", points.stream().map(Point::examples).toList())
        .column("y", points.stream().map(Point::mean).toList())
        .column("ymin", lows)
        .column("ymax", highs)
        .column("color", points.stream().map(Point::method).toList())
        .column("group", points.stream().map(Point::method).toList())
        .scale(
            "x",
            "name",
            "examples per class",
            "discrete",
            true,
            "limits",
            points.stream().map(Point::examples).distinct().toList())
        .scale("y", "name", "accuracy", "format", ".0%")
        .series("color", methods, baseline)
        .layer("line", "size", 0.8, "position", Plot.dodge(DODGE))
        .layer("linerange", "size", 1.2, "position", Plot.dodge(DODGE), "show_legend", false)
        .layer("point", "size", 3.0, "position", Plot.dodge(DODGE))
        .svg("Accuracy over examples per class for " + String.join(", ", methods));
  }
}
