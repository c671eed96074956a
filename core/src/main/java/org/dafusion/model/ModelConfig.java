package org.dafusion.model;

import com.typesafe.config.Config;
import java.util.List;
import org.dafusion.huggingface.ModelArtefactException;

/**
 * A component's {@code config.json}, read with the defaults of the upstream class.
 *
 * <p>An option that would change the network in a way that is not built here is refused by name
 * rather than ignored.
 */
final class ModelConfig {
  private final Config config;

  ModelConfig(Config config) {
    this.config = config;
  }

  int integer(String key) {
    return config.getInt(key);
  }

  int integer(String key, int upstreamDefault) {
    return has(key) ? config.getInt(key) : upstreamDefault;
  }

  double number(String key, double upstreamDefault) {
    return has(key) ? config.getDouble(key) : upstreamDefault;
  }

  boolean flag(String key, boolean upstreamDefault) {
    return has(key) ? config.getBoolean(key) : upstreamDefault;
  }

  String text(String key, String upstreamDefault) {
    return has(key) ? config.getString(key) : upstreamDefault;
  }

  List<Integer> integers(String key) {
    return config.getIntList(key);
  }

  List<String> texts(String key) {
    return config.getStringList(key);
  }

  boolean has(String key) {
    return config.hasPath(key);
  }

  boolean isList(String key) {
    return config.getValue(key).valueType() == com.typesafe.config.ConfigValueType.LIST;
  }

  ModelConfig inner(String key) {
    return new ModelConfig(config.getConfig(key));
  }

  /** Refuses the folder unless the key is absent or has the one value that is built here. */
  void require(String key, Object onlyValue) {
    if (has(key)) {
      Object found = config.getAnyRef(key);
      // JSON does not tell 1 from 1.0
      boolean equal =
          found instanceof Number n && onlyValue instanceof Number only
              ? n.doubleValue() == only.doubleValue()
              : found.equals(onlyValue);
      if (!equal) {
        throw refusal(key, "must be " + onlyValue, found);
      }
    }
  }

  /** Refuses the folder if the key holds anything but null or false. */
  void requireAbsent(String... keys) {
    for (String key : keys) {
      if (has(key) && !Boolean.FALSE.equals(config.getAnyRef(key))) {
        throw refusal(key, "must be absent or null", config.getAnyRef(key));
      }
    }
  }

  ModelArtefactException refusal(String key, String rule, Object found) {
    return new ModelArtefactException(
        "%s: %s %s, found %s".formatted(config.origin().description(), key, rule, found));
  }
}
