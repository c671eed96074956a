package org.dafusion.metrics;

import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The epoch that is best on average, and what each seed scores at it. The published protocol
 * chooses it for each method, dataset and number of examples: scores are averaged over seeds epoch
 * by epoch, and the single epoch with the highest mean is taken for all seeds; of equal ones the
 * first.
 *
 * <p>It is chosen by the scores that are then told, so it flatters.
 *
 * @param epoch that was chosen
 * @param values of each seed that has been scored at it
 */
public record BestEpoch(int epoch, SortedMap<Long, Double> values) {
  /** A seed's score after an epoch. */
  public record Score(long seed, int epoch, double value) {}

  /**
   * Chooses the epoch.
   *
   * @param scores in any order, at least one; no seed has two of one epoch
   */
  public static BestEpoch of(Collection<Score> scores) {
    SortedMap<Integer, SortedMap<Long, Double>> epochs = new TreeMap<>();
    for (Score score : scores) {
      Double twice =
          epochs
              .computeIfAbsent(score.epoch(), e -> new TreeMap<>())
              .put(score.seed(), score.value());
      if (twice != null) {
        throw new IllegalArgumentException(
            "Invalid scores: must have one for each seed and epoch, found two of seed %d and epoch %d"
                .formatted(score.seed(), score.epoch()));
      }
    }
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("Invalid scores: must have one, found none");
    }
    double highest = Double.NEGATIVE_INFINITY;
    int best = epochs.firstKey();
    for (Map.Entry<Integer, SortedMap<Long, Double>> epoch : epochs.entrySet()) {
      double mean = mean(epoch.getValue());
      if (mean > highest) {
        highest = mean;
        best = epoch.getKey();
      }
    }
    return new BestEpoch(best, epochs.get(best));
  }

  private static double mean(SortedMap<Long, Double> values) {
    DoubleSummaryStatistics all =
        values.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return all.getAverage();
  }
}
