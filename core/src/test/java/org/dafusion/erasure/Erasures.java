package org.dafusion.erasure;

import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dafusion.config.ExperimentConfig;

/** Settings of small trainings, as an experiment's file would give them. */
final class Erasures {
  private Erasures() {}

  /** The block {@code erase} with the paper's preset cut down to what a test can wait for. */
  static ErasureSettings small(String... overrides) {
    Stream<String> all =
        Stream.concat(
            Stream.of(
                "erase.size=16",
                "erase.preset-defaults.iterations=4",
                "erase.preset-defaults.sampling-steps=4"),
            Arrays.stream(overrides));
    return ErasureSettings.from(block(all.toList()));
  }

  static Config block(List<String> overrides) {
    return ExperimentConfig.load(
            ExperimentConfig.reference(),
            null,
            overrides,
            Map.of("erase.presets", "erase.preset-defaults"))
        .config()
        .getConfig("erase");
  }
}
