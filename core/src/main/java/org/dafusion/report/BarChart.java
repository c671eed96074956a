package org.dafusion.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A bar for each method with its interval, lying, so that names of any length stand beside them: a
 * panel among others ({@link Panels}). On an axis that does not begin at 0 a bar's length would
 * mislead, and points stand in place of bars.
 */
public final class BarChart {
  /** Pixels for a bar, and for the axis below. */
  private static final int BAR = 34;

  private static final int AXIS = 62;

  private BarChart() {}

  /**
   * A bar.
   *
   * @param mean where it ends
   * @param low lower bound of its interval; NaN where there is none
   * @param high upper bound; NaN where there is none
   */
  public record Bar(String method, double mean, double low, double high) {
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
   * @param bars at least one, each of another method, the uppermost first
   * @param axis of the values
   * @param colours of the methods
   * @return an SVG document
   */
  public static String svg(List<Bar> bars, ValueAxis axis, SeriesColours colours) {
    List<String> methods = new ArrayList<>(bars.stream().map(Bar::method).toList());
    List<String> upwards = new ArrayList<>(methods);
    Collections.reverse(upwards);
    Plot plot =
        new Plot()
            .size(ChartStyle.PANEL_WIDTH, AXIS + BAR * bars.size())
            .flipped()
            .column("x", methods)
            .column("y", bars.stream().map(Bar::mean).toList())
            .column("ymin", bars.stream().map(Bar::drawnLow).toList())
            .column("ymax", bars.stream().map(Bar::drawnHigh).toList())
            .column("fill", methods)
            .scale("x", "name", "", "discrete", true, "limits", upwards)
            .scale("y", "name", axis.name(), "format", axis.format(), "limits", limits(bars, axis))
            .column("color", methods)
            .series("fill", methods, methods.stream().map(colours::of).toList())
            .series("color", methods, methods.stream().map(colours::of).toList());
    return (axis.fromZero() ? bars(plot) : points(plot))
        .svg(axis.name() + " for " + String.join(", ", methods));
  }

  private static Plot bars(Plot plot) {
    return plot.layer("bar", "stat", "identity", "width", 0.62, "size", 0.0)
        .layer("hline", "yintercept", 0.0, "color", ChartStyle.ink(), "size", 0.6)
        .layer("errorbar", "width", 0.26, "size", 0.8, "color", ChartStyle.ink());
  }

  private static Plot points(Plot plot) {
    return plot.layer("linerange", "size", 1.2).layer("point", "size", 4.0);
  }

  private static List<Double> limits(List<Bar> bars, ValueAxis axis) {
    return axis.limits(
        bars.stream().flatMapToDouble(bar -> DoubleStream.of(bar.drawnLow(), bar.drawnHigh())));
  }
}
