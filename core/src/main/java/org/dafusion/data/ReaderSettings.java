package org.dafusion.data;

import com.typesafe.config.Config;
import org.dafusion.config.Rules;

/**
 * What the layout of a dataset leaves open to its reader: keys of the block {@code dataset}.
 *
 * @param validationFraction share of each class kept for validation where the dataset has no such
 *     part, 0 to below 1
 * @param officialSplit whether images stay in the parts that the dataset has; otherwise all are one
 *     pool that the fraction splits
 * @param imageColumn of Hugging Face's Parquet files
 * @param labelColumn of Hugging Face's Parquet files
 * @param aircraftLevel word of an {@link AircraftLevel}
 * @param leafySpurgeForm word of a {@link LeafySpurgeForm}
 */
public record ReaderSettings(
    double validationFraction,
    boolean officialSplit,
    String imageColumn,
    String labelColumn,
    String aircraftLevel,
    String leafySpurgeForm) {
  public ReaderSettings {
    Rules.of("dataset")
        .that(
            "validation-fraction",
            validationFraction >= 0 && validationFraction < 1,
            "be at least 0.0 and below 1.0",
            validationFraction)
        .notEmpty("image-column", imageColumn)
        .notEmpty("label-column", labelColumn)
        .oneOf("aircraft.level", aircraftLevel, AircraftLevel.words())
        .oneOf("leafy-spurge.form", leafySpurgeForm, LeafySpurgeForm.words())
        .verify();
  }

  /** Reads the keys from the block {@code dataset}. */
  public static ReaderSettings from(Config dataset) {
    return new ReaderSettings(
        dataset.getDouble("validation-fraction"),
        dataset.getBoolean("official-split"),
        dataset.getString("image-column"),
        dataset.getString("label-column"),
        dataset.getString("aircraft.level"),
        dataset.getString("leafy-spurge.form"));
  }

  /**
   * How a dataset without parts is split.
   *
   * @param seed of the choice, at least 0
   */
  public ValidationSplit split(long seed) {
    return new ValidationSplit(validationFraction, seed);
  }

  /** What the classes of FGVC Aircraft are. */
  public AircraftLevel aircraft() {
    return AircraftLevel.of(aircraftLevel);
  }

  /** The form of Leafy Spurge. */
  public LeafySpurgeForm leafySpurge() {
    return LeafySpurgeForm.of(leafySpurgeForm);
  }
}
