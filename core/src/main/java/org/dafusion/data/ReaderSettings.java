package org.dafusion.data;

import com.typesafe.config.Config;
import org.dafusion.config.Rules;

/**
 * What the layout of a dataset leaves open to its reader: keys of the block {@code dataset}.
 *
 * @param validationFraction share of each class kept for validation where the dataset has no such
 *     part, 0 to below 1
 */
public record ReaderSettings(double validationFraction) {
  public ReaderSettings {
    Rules rules = Rules.of("dataset");
    rules.that(
        "validation-fraction",
        validationFraction >= 0 && validationFraction < 1,
        "be at least 0.0 and below 1.0",
        validationFraction);
    rules.verify();
  }

  /** Reads the keys from the block {@code dataset}. */
  public static ReaderSettings from(Config dataset) {
    return new ReaderSettings(dataset.getDouble("validation-fraction"));
  }

  /**
   * How a dataset without parts is split.
   *
   * @param seed of the choice, at least 0
   */
  public ValidationSplit split(long seed) {
    return new ValidationSplit(validationFraction, seed);
  }
}
