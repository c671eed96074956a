package org.dafusion.metrics;

import java.util.Arrays;
import java.util.Map;
import org.apache.commons.statistics.inference.TTest;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/**
 * How much more one method scores than another in the trials that both have, and how likely a
 * difference at least so large would be if neither were better: p-values of two-sided tests.
 *
 * <p>A p-value is of one comparison alone. Who looks through many of them finds small ones by
 * chance.
 *
 * @param interval mean of the differences with its interval by Student's t
 * @param tTest p-value of the paired t test, which takes differences to be normal; NaN for a single
 *     trial and where all differences are 0
 * @param wilcoxon p-value of Wilcoxon's signed-rank test, which takes them to be symmetric and no
 *     more; NaN below {@value #WILCOXON_TRIALS} trials and where all differences are 0
 */
public record PairedDifference(ConfidenceInterval interval, double tTest, double wilcoxon) {
  /**
   * Trials from which on Wilcoxon's test can answer: with n of them its smallest p-value is 2 / 2ⁿ,
   * which for 5 is above 0.06 whatever the differences are.
   */
  public static final int WILCOXON_TRIALS = 6;

  /**
   * The difference of two methods.
   *
   * @param values by trial
   * @param others by trial; at least one trial in common
   * @param level confidence of the interval, above 0 and below 1
   */
  public static <K> PairedDifference of(
      Map<K, Double> values, Map<K, Double> others, double level) {
    double[] differences = differences(values, others);
    boolean same = Arrays.stream(differences).allMatch(difference -> difference == 0);
    return new PairedDifference(
        ConfidenceInterval.of(differences, level),
        same || differences.length < 2
            ? Double.NaN
            : TTest.withDefaults().test(differences).getPValue(),
        same || differences.length < WILCOXON_TRIALS
            ? Double.NaN
            : WilcoxonSignedRankTest.withDefaults().test(differences).getPValue());
  }

  /** One value less the other, over the trials that both have, ascending. */
  static <K> double[] differences(Map<K, Double> values, Map<K, Double> others) {
    return values.entrySet().stream()
        .filter(entry -> others.containsKey(entry.getKey()))
        .mapToDouble(entry -> entry.getValue() - others.get(entry.getKey()))
        // one order of summing, whatever the map's
        .sorted()
        .toArray();
  }
}
