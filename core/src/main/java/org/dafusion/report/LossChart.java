package org.dafusion.report;

import java.util.ArrayList;
import java.util.List;

/** The loss over the steps of one training or of several. */
public final class LossChart {
  private LossChart() {}

  /**
   * A training.
   *
   * @param name in the legend
   * @param steps that had been taken at each point
   * @param losses as many; a point that is not finite is left out
   */
  public record Curve(String name, List<Integer> steps, List<Double> losses) {
    public Curve {
      if (steps.size() != losses.size()) {
        throw new IllegalArgumentException(
            "Invalid curve %s: must have a loss for each step, found %d and %d"
                .formatted(name, losses.size(), steps.size()));
      }
    }
  }

  /**
   * Draws the chart.
   *
   * @param curves with different names; at least one
   * @return an SVG document
   */
  public static String svg(List<Curve> curves) {
    List<Integer> steps = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Curve curve : curves) {
      for (int i = 0; i < curve.steps().size(); i++) {
        if (Double.isFinite(curve.losses().get(i))) {
          steps.add(curve.steps().get(i));
          losses.add(curve.losses().get(i));
          names.add(curve.name());
        }
      }
    }
    List<String> all = curves.stream().map(Curve::name).toList();
    return new Plot()
        .column("x", steps.stream().map(Integer::doubleValue).toList())
        .column("y", losses)
        .column("color", names)
        .scale("x", "name", "steps")
        .scale("y", "name", "loss")
        .series("color", all, SeriesColours.of(all))
        .layer("line", "size", 0.8)
        .layer("point", "size", 1.5, "show_legend", false)
        .svg("Loss over steps for " + String.join(", ", all));
  }
}
