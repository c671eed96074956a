package org.dafusion.report;

import java.util.List;

/** How many pictures were made at which intensity, a bar for each method. */
public final class IntensityChart {
  private IntensityChart() {}

  /**
   * A bar.
   *
   * @param intensity as people read it, such as {@code "0.25"} or {@code "0.2–0.3"}
   */
  public record Bar(String method, String intensity, long pictures) {}

  /**
   * Draws the chart.
   *
   * @param bars at least one
   * @param intensities all that bars name, ascending
   * @param colours of the methods
   * @return an SVG document
   */
  public static String svg(List<Bar> bars, List<String> intensities, SeriesColours colours) {
    List<String> methods =
        colours.series().stream()
            .filter(method -> bars.stream().anyMatch(bar -> bar.method().equals(method)))
            .toList();
    return new Plot()
        .column("x", bars.stream().map(Bar::intensity).toList())
        .column("y", bars.stream().map(bar -> (double) bar.pictures()).toList())
        .column("fill", bars.stream().map(Bar::method).toList())
        .scale("x", "name", "intensity", "discrete", true, "limits", intensities)
        .scale("y", "name", "pictures")
        .series("fill", methods, colours)
        .layer("bar", "stat", "identity", "position", Plot.dodge(0.9), "width", 0.8, "size", 0.0)
        .svg("Pictures by intensity for " + String.join(", ", methods));
  }
}
