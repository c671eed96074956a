package org.dafusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps the largest error seen for each golden case and writes them all to {@code
 * target/parity.txt}, the source of the table in this module's README.
 */
public final class Parity {
  private static final Map<String, double[]> SEEN = new TreeMap<>();

  private Parity() {}

  /** Largest absolute difference; NaN on either side counts as infinite. */
  public static double largestDifference(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return largest;
  }

  /** Notes an error for a case; the largest is kept. */
  public static synchronized void note(String name, double error, double tolerance) {
    double[] known = SEEN.computeIfAbsent(name, n -> new double[] {0, tolerance});
    known[0] = Math.max(known[0], error);
    known[1] = Math.max(known[1], tolerance);
    StringBuilder text = new StringBuilder();
    SEEN.forEach(
        (n, e) -> text.append(String.format(Locale.ROOT, "%s | %.1e | %.0e%n", n, e[0], e[1])));
    try {
      Files.createDirectories(Path.of("target"));
      Files.writeString(Path.of("target", "parity.txt"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
