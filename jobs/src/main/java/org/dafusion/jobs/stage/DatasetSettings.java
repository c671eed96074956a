package org.dafusion.jobs.stage;

import com.typesafe.config.Config;
import java.util.List;
import org.dafusion.config.Rules;

/**
 * The block {@code dataset}.
 *
 * @param format how photos lie on disk; {@code image-folder}
 * @param path folder or URI, or {@link ImageListing#DRAWN}
 * @param validationFraction share of each class kept for validation where the folder is flat
 */
public record DatasetSettings(String format, String path, double validationFraction) {
  private static final List<String> FORMATS = List.of("image-folder");

  public DatasetSettings {
    Rules.of("dataset")
        .oneOf("format", format, FORMATS)
        .notEmpty("path", path)
        .that(
            "validation-fraction",
            validationFraction >= 0 && validationFraction < 1,
            "be at least 0.0 and below 1.0",
            validationFraction)
        .verify();
  }

  /** Reads the block {@code dataset}. */
  public static DatasetSettings from(Config config) {
    return new DatasetSettings(
        config.getString("format"),
        config.getString("path"),
        config.getDouble("validation-fraction"));
  }
}
