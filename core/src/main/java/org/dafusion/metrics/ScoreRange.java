package org.dafusion.metrics;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;

/**
 * The least and the greatest score that any trial of any method has on a dataset. Scores are
 * normalised by it (paper, section 6), (y − min) / (max − min), so that datasets on which all
 * methods score high and those on which all score low may be put together.
 *
 * @param min least score, finite
 * @param max greatest score, at least {@code min}
 */
public record ScoreRange(double min, double max) {
  public ScoreRange {
    if (!(Double.isFinite(min) && Double.isFinite(max) && min <= max)) {
      throw new IllegalArgumentException(
          "Invalid range: must be finite and min must not be above max, found %s and %s"
              .formatted(min, max));
    }
  }

  /** The range of some scores, at least one, all finite. */
  public static ScoreRange of(double... scores) {
    DoubleSummaryStatistics all = Arrays.stream(scores).summaryStatistics();
    return new ScoreRange(all.getMin(), all.getMax());
  }

  /** The range of all trials of a grid, which must have one. */
  public static ScoreRange of(ScoreGrid grid) {
    return of(
        grid.methods().stream()
            .flatMapToDouble(
                method ->
                    grid.examplesPerClass().stream()
                        .flatMapToDouble(
                            k ->
                                DoubleStream.of(
                                    grid.values(method, k).values().stream()
                                        .mapToDouble(Double::doubleValue)
                                        .toArray())))
            .toArray());
  }

  /** Whether all scores are the same, in which case none can be normalised. */
  public boolean isEmpty() {
    return min == max;
  }

  /** A score between 0, the least, and 1, the greatest; NaN where all scores are the same. */
  public double normalise(double score) {
    return isEmpty() ? Double.NaN : (score - min) / (max - min);
  }
}
