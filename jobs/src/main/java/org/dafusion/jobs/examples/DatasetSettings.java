package org.dafusion.jobs.examples;

import com.typesafe.config.Config;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.data.ClassWords;

/**
 * The block {@code dataset}.
 *
 * @param format how photos lie on disk: {@code image-folder} or {@code hugging-face}
 * @param path folder or URI, or {@link #RANGELAND}
 * @param validationFraction share of each class kept for validation where the dataset has no such
 *     part
 * @param rangeland what is rendered where the path is {@link #RANGELAND}
 * @param classWords what classes are called in place of their names in the dataset
 */
public record DatasetSettings(
    String format,
    String path,
    double validationFraction,
    RangelandSettings rangeland,
    ClassWords classWords) {
  /** In place of a path: pictures that the job renders. */
  static final String RANGELAND = "rangeland";

  static final String IMAGE_FOLDER = "image-folder";
  static final String HUGGING_FACE = "hugging-face";
  static final List<String> FORMATS = List.of(IMAGE_FOLDER, HUGGING_FACE);

  public DatasetSettings {
    Rules rules = Rules.of("dataset");
    rules
        .oneOf("format", format, FORMATS)
        .notEmpty("path", path)
        .that(
            "validation-fraction",
            validationFraction >= 0 && validationFraction < 1,
            "be at least 0.0 and below 1.0",
            validationFraction);
    // known before a picture is rendered; null is what had problems of its own, told elsewhere
    if (path.equals(RANGELAND) && rangeland != null && classWords != null) {
      rules.read(() -> classWords.of(rangeland.classNames()));
    }
    rules.verify();
  }

  /**
   * Reads the block {@code dataset}.
   *
   * @param rangeland from its inner block, which is read by itself so that problems of both are
   *     told
   */
  public static DatasetSettings from(Config config, RangelandSettings rangeland) {
    Rules rules = Rules.of("dataset");
    ClassWords words = rules.read(() -> ClassWords.from(config.getObject("class-names")));
    DatasetSettings read =
        rules.read(
            () ->
                new DatasetSettings(
                    config.getString("format"),
                    config.getString("path"),
                    config.getDouble("validation-fraction"),
                    rangeland,
                    words));
    rules.verify();
    return read;
  }

  boolean isRangeland() {
    return path.equals(RANGELAND);
  }

  /** How the images lie on disk, be they found there or rendered. */
  String layout() {
    return isRangeland() ? rangeland.layout() : format;
  }
}
