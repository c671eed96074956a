package org.dafusion.schedule;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.dafusion.huggingface.ModelArtefactException;

/**
 * Reads a {@code scheduler_config.json}. Each sampler names the default of a key that the file
 * leaves out, because the samplers of diffusers differ in them and a folder made for one is used
 * with another.
 */
record SchedulerConfig(Config config) {

  int integer(String key, int byDefault) {
    return read(key, byDefault, found -> found.getInt(key));
  }

  double number(String key, double byDefault) {
    return read(key, byDefault, found -> found.getDouble(key));
  }

  boolean flag(String key, boolean byDefault) {
    return read(key, byDefault, found -> found.getBoolean(key));
  }

  List<Double> numbers(String key) {
    return read(key, List.of(), found -> found.getDoubleList(key));
  }

  /** A word out of those that are known; any other is refused. */
  String word(String key, String byDefault, List<String> known) {
    String word = read(key, byDefault, found -> found.getString(key));
    if (!known.contains(word)) {
      throw invalid(key, "must be one of " + known, "\"" + word + "\"");
    }
    return word;
  }

  /** Refuses an option that would change the samples and is not supported. */
  void refuse(String key) {
    if (flag(key, false)) {
      throw invalid(key, "must be false, it is not supported", "true");
    }
  }

  TimestepSpacing spacing(TimestepSpacing byDefault) {
    List<String> known = List.of("leading", "trailing", "linspace");
    String word = word("timestep_spacing", byDefault.name().toLowerCase(Locale.ROOT), known);
    return TimestepSpacing.valueOf(word.toUpperCase(Locale.ROOT));
  }

  int stepsOffset() {
    return integer("steps_offset", 0);
  }

  /**
   * Limit of the predicted clean sample; infinity where it is not clipped. diffusers' classes clip
   * where the key is absent, its Stable Diffusion pipelines switch that off; samples are latents
   * here, so only an explicit {@code clip_sample} clips.
   */
  double clipLimit() {
    return flag("clip_sample", false) ? number("clip_sample_range", 1) : Double.POSITIVE_INFINITY;
  }

  ModelArtefactException invalid(String key, String rule, String found) {
    return new ModelArtefactException(
        "Invalid scheduler configuration ("
            + config.origin().description()
            + "): "
            + key
            + " "
            + rule
            + ", found "
            + found);
  }

  private <T> T read(String key, T byDefault, Function<Config, T> reader) {
    // A null, as diffusers writes for an option that is not set, counts as absent.
    if (!config.hasPath(key)) {
      return byDefault;
    }
    try {
      return reader.apply(config);
    } catch (ConfigException e) {
      throw new ModelArtefactException(
          "Cannot read the scheduler configuration because " + e.getMessage(), e);
    }
  }
}
