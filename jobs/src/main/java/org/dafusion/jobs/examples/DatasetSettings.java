package org.dafusion.jobs.examples;

import com.typesafe.config.Config;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.data.ClassChoice;
import org.dafusion.data.ClassWords;
import org.dafusion.data.ReaderSettings;
import org.dafusion.jobs.dataset.DatasetFormat;

/**
 * The block {@code dataset}.
 *
 * @param format how photos lie on disk: the word of a {@link DatasetFormat}
 * @param path folder or URI, or {@link #RANGELAND}
 * @param reader what the format leaves open
 * @param rangeland what is rendered where the path is {@link #RANGELAND}
 * @param classWords what classes are called in place of their names in the dataset
 * @param choice which classes take part
 * @param location whether images keep what their files tell of where they were taken
 */
public record DatasetSettings(
    String format,
    String path,
    ReaderSettings reader,
    RangelandSettings rangeland,
    ClassWords classWords,
    ClassChoice choice,
    boolean location) {
  /** In place of a path: pictures that the job renders. */
  static final String RANGELAND = "rangeland";

  /** How rendered pictures may lie on disk. */
  static final List<String> RENDERED_FORMATS =
      List.of(DatasetFormat.IMAGE_FOLDER.word(), DatasetFormat.HUGGING_FACE.word());

  public DatasetSettings {
    Rules rules = Rules.of("dataset");
    rules.oneOf("format", format, DatasetFormat.words()).notEmpty("path", path).place("path", path);
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
    ReaderSettings reader = rules.read(() -> ReaderSettings.from(config));
    ClassWords words = rules.read(() -> ClassWords.from(config.getObject("class-names")));
    ClassChoice choice = rules.read(() -> ClassChoice.from(config));
    DatasetSettings read =
        rules.read(
            () ->
                new DatasetSettings(
                    config.getString("format"),
                    config.getString("path"),
                    reader,
                    rangeland,
                    words,
                    choice,
                    config.getBoolean("location")));
    rules.verify();
    return read;
  }

  /** Whether the images are rendered by {@code prepare}. */
  public boolean isRangeland() {
    return path.equals(RANGELAND);
  }

  /** How the images lie on disk, be they found there or rendered. */
  DatasetFormat layout() {
    return DatasetFormat.of(isRangeland() ? rangeland.layout() : format);
  }
}
