package org.dafusion.jobs.table;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The digest that names a run. It covers the settings that shape the result and nothing else: not
 * the workspace, the master, the number of partitions or the device. Settings are rendered with
 * their keys sorted and numbers by value (1 and 1.0 are the same), so neither the order of a file
 * nor its spelling changes the name.
 */
public final class RunId {
  private static final int HEX_DIGITS = 15;

  private RunId() {}

  /**
   * A name such as {@code r1f09c4b7a2e3d58}: a letter, then 60 bits of SHA-256.
   *
   * @param stage that does the work
   * @param settings nested maps, lists, strings, numbers, booleans and nulls, as {@code
   *     Config.root().unwrapped()} gives them
   */
  public static String of(String stage, Map<String, ?> settings) {
    StringBuilder text = new StringBuilder(stage).append('\n');
    render(text, stage, settings);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return "r" + HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
  }

  private static void render(StringBuilder text, String key, Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((name, member) -> sorted.put((String) name, member));
      text.append('{');
      sorted.forEach(
          (name, member) -> {
            quote(text, name);
            text.append(':');
            render(text, key + "." + name, member);
            text.append(',');
          });
      text.append('}');
    } else if (value instanceof List<?> list) {
      text.append('[');
      list.forEach(
          member -> {
            render(text, key, member);
            text.append(',');
          });
      text.append(']');
    } else if (value instanceof String string) {
      quote(text, string);
    } else if (value instanceof Number number) {
      text.append(render(number));
    } else if (value == null || value instanceof Boolean) {
      text.append(value);
    } else {
      throw new IllegalArgumentException(
          "Cannot name a run because " + key + " is a " + value.getClass().getName());
    }
  }

  private static String render(Number number) {
    if (number instanceof Double || number instanceof Float) {
      double value = number.doubleValue();
      return value == Math.rint(value) && Math.abs(value) < 1e15
          ? Long.toString((long) value)
          : Double.toString(value);
    }
    return number.toString();
  }

  /** Quotes and backslashes are escaped, so that no string can look like two. */
  private static void quote(StringBuilder text, String string) {
    String escaped =
        string
            .chars()
            .mapToObj(c -> c == '"' || c == '\\' ? "\\" + (char) c : String.valueOf((char) c))
            .collect(Collectors.joining());
    text.append('"').append(escaped).append('"');
  }
}
