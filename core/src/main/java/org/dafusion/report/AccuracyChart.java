package org.dafusion.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Accuracy with its intervals: over examples per class, a line for each method, or where there is
 * one number of examples, method beside method.
 */
public final class AccuracyChart {
  private static final double DODGE = 0.25;
  // Ends of the axis are tenths, so that a difference of a point does not fill it.
  private static final double TENTHS = 10;

  private AccuracyChart() {}

  /**
   * A point of a method's line.
   *
   * @param examples per class, as people read it, such as {@code "4"} or {@code "all"}
   * @param mean accuracy, 0 to 1
   * @param low lower bound of its interval; NaN where there is none
   * @param high upper bound; NaN where there is none
   */
  public record Point(String method, String examples, double mean, double low, double high) {
    /** An interval that is not there is drawn as none. */
    double drawnLow() {
      return Double.isNaN(low) ? mean : low;
    }

    double drawnHigh() {
      return Double.isNaN(high) ? mean : high;
    }
  }

  /**
   * Draws the chart.
   *
   * @param points those of a method ascending in examples; at least one
   * @param colours of the methods
   * @return an SVG document
   */
  public static String svg(List<Point> points, SeriesColours colours) {
    List<String> methods = points.stream().map(Point::method).distinct().toList();
    List<String> examples = points.stream().map(Point::examples).distinct().toList();
    Plot plot =
        new Plot()
            .column("y", points.stream().map(Point::mean).toList())
            .column("ymin", points.stream().map(Point::drawnLow).toList())
            .column("ymax", points.stream().map(Point::drawnHigh).toList())
            .column("color", points.stream().map(Point::method).toList())
            .column("group", points.stream().map(Point::method).toList())
            .scale("y", "name", "accuracy", "format", ".0%", "limits", limits(points));
    return (examples.size() == 1
            ? methodBesideMethod(plot, points, methods, colours)
            : overExamples(plot, points, examples, methods, colours))
        .svg("Accuracy over examples per class for " + String.join(", ", methods));
  }

  private static Plot overExamples(
      Plot plot,
      List<Point> points,
      List<String> examples,
      List<String> methods,
      SeriesColours colours) {
    return plot.column("x", points.stream().map(Point::examples).toList())
        .scale("x", "name", "examples per class", "discrete", true, "limits", examples)
        .series("color", methods, colours)
        .layer("line", "size", 0.8, "position", Plot.dodge(DODGE))
        .layer("linerange", "size", 1.2, "position", Plot.dodge(DODGE), "show_legend", false)
        .layer("point", "size", 3.0, "position", Plot.dodge(DODGE));
  }

  private static Plot methodBesideMethod(
      Plot plot, List<Point> points, List<String> methods, SeriesColours colours) {
    return plot.column("x", points.stream().map(Point::method).toList())
        .scale("x", "name", "method", "discrete", true, "limits", methods)
        .series("color", methods, colours)
        .layer("linerange", "size", 1.2, "show_legend", false)
        .layer("point", "size", 4.0, "show_legend", false);
  }

  private static List<Double> limits(List<Point> points) {
    double low = points.stream().mapToDouble(Point::drawnLow).min().orElseThrow();
    double high = points.stream().mapToDouble(Point::drawnHigh).max().orElseThrow();
    List<Double> limits = new ArrayList<>();
    limits.add(Math.min(Math.floor(low * TENTHS), TENTHS - 1) / TENTHS);
    limits.add(Math.max(Math.ceil(high * TENTHS) / TENTHS, limits.get(0) + 1 / TENTHS));
    return limits;
  }
}
