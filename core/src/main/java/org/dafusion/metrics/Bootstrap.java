package org.dafusion.metrics;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;
import org.dafusion.random.UniformDraws;

/**
 * The percentile bootstrap of a mean: as many values are drawn with replacement as there are, over
 * and over, and the interval lies between two percentiles of the means of these resamples.
 *
 * <p>At 68 % the percentiles are the 16th and the 84th, between neighbours by straight lines, as
 * seaborn and NumPy have them. Those draw anew at every call; here the same values give the same
 * interval, whatever their order.
 *
 * @param resamples how many, at least 1
 * @param seed of the draws
 */
public record Bootstrap(int resamples, long seed) {
  /** 1000 resamples, as many as seaborn draws. */
  public static final Bootstrap STANDARD = new Bootstrap(1000, 0);

  private static final Quantile LINEAR = Quantile.withDefaults().with(EstimationMethod.HF7);

  public Bootstrap {
    if (resamples < 1) {
      throw new IllegalArgumentException(
          "Invalid bootstrap: must have at least 1 resample, found " + resamples);
    }
  }

  /**
   * The interval of some trials.
   *
   * @param values one for each trial, finite, at least one; of a single one the bounds are NaN
   * @param level confidence, above 0 and below 1
   */
  public ConfidenceInterval interval(double[] values, double level) {
    double mean = ConfidenceInterval.requireMean(values, level);
    if (values.length == 1) {
      return ConfidenceInterval.ofOne(mean);
    }
    double[] bounds = percentiles(means(values), level);
    return new ConfidenceInterval(mean, bounds[0], bounds[1], values.length);
  }

  private double[] means(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    UniformDraws draws = new UniformDraws(seed);
    double[] resample = new double[sorted.length];
    double[] means = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      for (int j = 0; j < resample.length; j++) {
        resample[j] = sorted[draws.below(sorted.length)];
      }
      means[i] = Mean.of(resample).getAsDouble();
    }
    return means;
  }

  /** The two values that leave as much below the lower as above the upper one. */
  static double[] percentiles(double[] means, double level) {
    double tail = (1 - level) / 2;
    return LINEAR.evaluate(means, tail, 1 - tail);
  }
}
