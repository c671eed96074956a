package org.dafusion.classifier;

import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.Map;
import org.dafusion.config.ExperimentConfig;

/** Settings of classifiers in tests. */
final class Classifiers {
  private Classifiers() {}

  /** The defaults with the untrained backbone, and some keys changed: key, value, key, value, … */
  static ClassifierSettings settings(Object... changes) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      values.put((String) changes[i], changes[i + 1]);
    }
    return read("backbone = random").with(values);
  }

  /** The defaults with some lines of the block changed. */
  static ClassifierSettings read(String block) {
    return ClassifierSettings.from(
        ConfigFactory.parseString(block)
            .withFallback(ExperimentConfig.reference().getConfig("classifier")));
  }
}
