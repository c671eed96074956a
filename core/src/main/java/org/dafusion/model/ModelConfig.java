package org.dafusion.model;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.List;
import java.util.function.Function;
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

  /** A count or a width: at least 1. */
  int integer(String key) {
    return positive(key, read(found -> found.getInt(key)));
  }

  /** A count or a width: at least 1. */
  int integer(String key, int upstreamDefault) {
    return has(key) ? integer(key) : upstreamDefault;
  }

  double number(String key, double upstreamDefault) {
    return has(key) ? read(found -> found.getDouble(key)) : upstreamDefault;
  }

  boolean flag(String key, boolean upstreamDefault) {
    return has(key) ? read(found -> found.getBoolean(key)) : upstreamDefault;
  }

  String text(String key, String upstreamDefault) {
    return has(key) ? read(found -> found.getString(key)) : upstreamDefault;
  }

  /** Counts or widths: at least one of them, each at least 1. */
  List<Integer> integers(String key) {
    List<Integer> values = read(found -> found.getIntList(key));
    if (values.isEmpty()) {
      throw refusal(key, "must not be empty", values);
    }
    values.forEach(value -> positive(key, value));
    return values;
  }

  List<String> texts(String key) {
    return read(found -> found.getStringList(key));
  }

  boolean has(String key) {
    return config.hasPath(key);
  }

  boolean isList(String key) {
    return config.getValue(key).valueType() == com.typesafe.config.ConfigValueType.LIST;
  }

  ModelConfig inner(String key) {
    return new ModelConfig(read(found -> found.getConfig(key)));
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

  private int positive(String key, int value) {
    if (value < 1) {
      throw refusal(key, "must be at least 1", value);
    }
    return value;
  }

  /** A key that is absent, or holds something else, is the folder's fault. */
  private <T> T read(Function<Config, T> reader) {
    try {
      return reader.apply(config);
    } catch (ConfigException e) {
      throw new ModelArtefactException(
          "Cannot read the configuration of a network because " + e.getMessage(), e);
    }
  }

  ModelArtefactException refusal(String key, String rule, Object found) {
    return new ModelArtefactException(
        "%s: %s %s, found %s".formatted(config.origin().description(), key, rule, found));
  }
}
