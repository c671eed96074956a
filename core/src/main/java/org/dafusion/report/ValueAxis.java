package org.dafusion.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The axis of the values of a chart.
 *
 * @param name what they are, with their unit
 * @param format as Lets-Plot takes it, such as {@code ".0%"}
 * @param step ends of the axis are multiples of it, so that a small difference does not fill it
 * @param fromZero whether it holds 0 in any case, as bars need
 */
public record ValueAxis(String name, String format, double step, boolean fromZero) {
  public ValueAxis {
    if (!(step > 0)) {
      throw new IllegalArgumentException(
          "Invalid axis %s: must have a step above 0, found %s".formatted(name, step));
    }
  }

  /** Shares from 0 to 1, told in percent. */
  public static ValueAxis share(String name) {
    return new ValueAxis(name, ".0%", 0.1, false);
  }

  /** Scores between 0 and 1 that are no shares. */
  public static ValueAxis score(String name) {
    return new ValueAxis(name, ".1f", 0.1, false);
  }

  /** Differences, from 0. */
  public static ValueAxis gain(String name) {
    return new ValueAxis(name, ".0f", 1, true);
  }

  /** The ends of the axis for some values; those that are no numbers do not count. */
  List<Double> limits(DoubleStream values) {
    double[] finite = values.filter(Double::isFinite).toArray();
    double low = DoubleStream.of(finite).min().orElse(0);
    double high = DoubleStream.of(finite).max().orElse(0);
    if (fromZero) {
      low = Math.min(low, 0);
      high = Math.max(high, 0);
    }
    double first = Math.floor(round(low / step));
    double last = Math.max(Math.ceil(round(high / step)), first + 1);
    return List.of(first * step, last * step);
  }

  /** Takes away what arithmetic adds to a multiple of the step. */
  private static double round(double steps) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.9f", steps));
  }
}
