package org.dafusion.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;

/** Settings given as {@code key=value} on the command line; a later one wins. */
final class Overrides {
  static final String ORIGIN = "command line";

  private Overrides() {}

  /** All overrides as one layer, unresolved; those without a key are added to the problems. */
  static Config parse(List<String> overrides, List<Problem> problems) {
    Config layer = ConfigFactory.empty();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      String key = equals < 0 ? "" : override.substring(0, equals).trim();
      if (isPath(key)) {
        layer = layer.withValue(key, value(override.substring(equals + 1)));
      } else {
        problems.add(
            new Problem("", "an override must be key=value, found '" + override + "'", ORIGIN));
      }
    }
    return layer;
  }

  private static boolean isPath(String key) {
    try {
      return !ConfigUtil.splitPath(key).isEmpty();
    } catch (ConfigException.BadPath e) {
      return false;
    }
  }

  /**
   * HOCON where the text is one value, else the text as it stands.
   *
   * <p>It is parsed within brackets: what HOCON would read as a comment ({@code /data//pets},
   * {@code photo #1}) then swallows the closing bracket, and a comma makes two values, so such text
   * stays whole instead of losing its tail.
   */
  private static ConfigValue value(String text) {
    ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(ORIGIN);
    try {
      ConfigList values =
          (ConfigList)
              ConfigFactory.parseString("values=[" + text + "]", options).root().get("values");
      if (values.size() == 1) {
        return values.get(0);
      }
    } catch (ConfigException e) {
      // Not HOCON: a path, a prompt with braces, a URL.
      return text(text);
    }
    return text(text);
  }

  private static ConfigValue text(String text) {
    return ConfigValueFactory.fromAnyRef(text).withOrigin(ConfigOriginFactory.newSimple(ORIGIN));
  }
}
