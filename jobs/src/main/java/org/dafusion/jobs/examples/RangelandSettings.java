package org.dafusion.jobs.examples;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.config.Rules;
import org.dafusion.data.Part;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.Task;

/**
 * The block {@code dataset.rangeland}: which pictures are rendered where nobody has photographs.
 *
 * @param task word of the {@link Task} whose covers are the classes
 * @param trainPerClass pictures of each class for training, at least 1
 * @param validationPerClass pictures of each class for validation, at least 1
 * @param size side of a picture in pixels
 * @param seed of all pictures, at least 0
 * @param layout how they lie on disk, as {@link DatasetSettings#format}
 */
public record RangelandSettings(
    String task, int trainPerClass, int validationPerClass, int size, long seed, String layout)
    implements Serializable {
  private static final List<String> TASKS = Arrays.stream(Task.values()).map(Task::word).toList();
  private static final int MOST = 100_000;

  public RangelandSettings {
    Rules.of("dataset.rangeland")
        .oneOf("task", task, TASKS)
        .between("train-per-class", trainPerClass, 1, MOST)
        .between("validation-per-class", validationPerClass, 1, MOST)
        .between("size", size, 16, 4096)
        .atLeast("seed", seed, 0)
        .oneOf("layout", layout, DatasetSettings.RENDERED_FORMATS)
        .verify();
  }

  /** Reads the block {@code dataset.rangeland}. */
  public static RangelandSettings from(Config config) {
    return new RangelandSettings(
        config.getString("task"),
        config.getInt("train-per-class"),
        config.getInt("validation-per-class"),
        config.getInt("size"),
        config.getLong("seed"),
        config.getString("layout"));
  }

  /** The classes in label order, sorted by name as those of a folder are. */
  List<Cover> covers() {
    return Task.of(task).covers().stream().sorted(Comparator.comparing(Cover::className)).toList();
  }

  List<String> classNames() {
    return covers().stream().map(Cover::className).toList();
  }

  int perClass(Part part) {
    return part == Part.TRAIN ? trainPerClass : validationPerClass;
  }

  /** All of them, by their keys. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("dataset.rangeland.task", task);
    settings.put("dataset.rangeland.train-per-class", (long) trainPerClass);
    settings.put("dataset.rangeland.validation-per-class", (long) validationPerClass);
    settings.put("dataset.rangeland.size", (long) size);
    settings.put("dataset.rangeland.seed", seed);
    settings.put("dataset.rangeland.layout", layout);
    return settings;
  }
}
