package org.dafusion.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * How the interval of a mean over trials is made.
 *
 * <p>The paper's figures say 68 % (section 6); its reference code draws what seaborn calls {@code
 * ("ci", 68)}, a bootstrap. The normal approximation at 68 % is the mean and one standard error, as
 * error bars usually are. Over a handful of trials both are too narrow, Student's t is not.
 */
public enum IntervalKind {
  /** Mean ± t · s / √n with n − 1 degrees of freedom. */
  STUDENT_T("student-t", "Student's t") {
    @Override
    public ConfidenceInterval of(double[] values, double level) {
      return ConfidenceInterval.of(values, level);
    }
  },
  /** Percentiles of the means of 1000 resamples; see {@link Bootstrap}. */
  BOOTSTRAP("bootstrap", "bootstrap of 1000 resamples") {
    @Override
    public ConfidenceInterval of(double[] values, double level) {
      return Bootstrap.STANDARD.interval(values, level);
    }
  },
  /** Mean ± z · s / √n with the normal distribution's z. */
  NORMAL("normal", "normal approximation") {
    @Override
    public ConfidenceInterval of(double[] values, double level) {
      return ConfidenceInterval.normal(values, level);
    }
  };

  private final String key;
  private final String words;

  IntervalKind(String key, String words) {
    this.key = key;
    this.words = words;
  }

  /**
   * The interval of some trials.
   *
   * @param values one for each trial, finite, at least one; of a single one the bounds are NaN
   * @param level confidence, above 0 and below 1
   */
  public abstract ConfidenceInterval of(double[] values, double level);

  /** Its name in settings and files, such as {@code "student-t"}. */
  public String key() {
    return key;
  }

  /** Its name in a caption, such as {@code "Student's t"}. */
  public String inWords() {
    return words;
  }

  /** All keys, in their order. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(IntervalKind::key).toList();
  }

  /** The kind of a key, which must be one of {@link #keys()}. */
  public static IntervalKind ofKey(String key) {
    return Arrays.stream(values())
        .filter(kind -> kind.key.equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid interval: must be one of %s, found %s".formatted(keys(), key)));
  }
}
