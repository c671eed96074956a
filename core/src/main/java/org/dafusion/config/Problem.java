package org.dafusion.config;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;

/**
 * One thing that is wrong with the settings.
 *
 * @param key the full dotted key, such as {@code augment.steps}; empty where no key can be named (a
 *     file that cannot be parsed)
 * @param message the broken rule and the value found, written to follow the key: "must be at least
 *     1, found 0"
 * @param origin where the value was given: {@code "conf/pets.conf: 12"}, {@code "command line"}, or
 *     empty where nobody gave it; here and in the message, credentials in addresses are hidden
 */
public record Problem(String key, String message, String origin) implements Serializable {
  private static final int NO_LINE = Integer.MAX_VALUE;
  private static final String BEFORE_LINE = ": ";

  /** By file, then line, then key; the command line and problems without a place come last. */
  static final Comparator<Problem> BY_PLACE =
      Comparator.comparing((Problem problem) -> problem.line() == NO_LINE)
          .thenComparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparing(Problem::key);

  public Problem {
    Objects.requireNonNull(key, "key is null");
    Objects.requireNonNull(message, "message is null");
    Objects.requireNonNull(origin, "origin is null");
    message = Address.hidden(message);
    origin = Address.hidden(origin);
  }

  /** One line: place, key, message. */
  @Override
  public String toString() {
    String sentence = key.isEmpty() ? message : key + " " + message;
    return origin.isEmpty() ? sentence : origin + BEFORE_LINE + sentence;
  }

  private String file() {
    return line() == NO_LINE ? origin : origin.substring(0, origin.lastIndexOf(BEFORE_LINE));
  }

  private int line() {
    int colon = origin.lastIndexOf(BEFORE_LINE);
    // A block that is opened twice has a span of lines, "pets.conf: 3-9".
    String lines = colon < 0 ? "" : origin.substring(colon + BEFORE_LINE.length());
    String first = lines.replaceFirst("-.*", "");
    return first.matches("\\d{1,9}") ? Integer.parseInt(first) : NO_LINE;
  }
}
