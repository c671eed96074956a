package org.dafusion.jobs.report;

import java.util.Locale;
import org.dafusion.metrics.ConfidenceInterval;

/** Numbers as people read them: a share in percent, a difference of shares in points. */
final class Numbers {
  private static final String MINUS = "\u2212";

  private Numbers() {}

  static String percent(double share) {
    return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  static String points(double difference) {
    String text = String.format(Locale.ROOT, "%+.1f", 100 * difference);
    return text.equals("-0.0") || text.equals("+0.0") ? "0.0" : text.replace("-", MINUS);
  }

  /** From where to where a mean lies; a dash where one trial tells nothing about it. */
  static String percentRange(ConfidenceInterval interval) {
    return interval.trials() < 2
        ? "\u2013"
        : "%s to %s"
            .formatted(percent(interval.low()), percent(interval.high()))
            .replace("-", MINUS);
  }

  static String pointsRange(ConfidenceInterval interval) {
    return interval.trials() < 2
        ? "\u2013"
        : "%s to %s".formatted(points(interval.low()), points(interval.high()));
  }

  /** A p-value; a dash where there is none. */
  static String pValue(double p) {
    if (Double.isNaN(p)) {
      return "\u2013";
    }
    return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  /** The mean where its interval leaves no doubt about the sign, else 0. */
  static double sureGain(ConfidenceInterval interval) {
    return interval.low() > 0 || interval.high() < 0 ? interval.mean() : 0;
  }

  static String duration(double seconds) {
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long minutes = Math.round(seconds / 60);
    return minutes < 120 ? minutes + " min" : "%d h %02d min".formatted(minutes / 60, minutes % 60);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A count with its noun, which takes an s. */
  static String count(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
