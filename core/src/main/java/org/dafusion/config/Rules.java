package org.dafusion.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * The rules of one settings record, checked together so that a user sees all violations at once.
 *
 * <p>Used in a record's compact constructor, one call per rule and {@link #verify} last:
 *
 * <pre>{@code
 * Rules.of("augment").between("steps", steps, 1, 1000).notEmpty("prompt", prompt).verify();
 * }</pre>
 *
 * <p>Bounds are inclusive, and a NaN breaks every numeric rule.
 */
public final class Rules {
  private final String block;
  private final List<Problem> problems = new ArrayList<>();

  private Rules(String block) {
    this.block = block;
  }

  /** Rules for the keys of a block, such as {@code "augment"}; empty for keys at the root. */
  public static Rules of(String block) {
    return new Rules(block);
  }

  /** The value lies within {@code [low, high]}. */
  public Rules between(String key, long value, long low, long high) {
    return that(key, low <= value && value <= high, span(low, high), value);
  }

  /** The value lies within {@code [low, high]}. */
  public Rules between(String key, double value, double low, double high) {
    return that(key, low <= value && value <= high, span(low, high), value);
  }

  /** Every value of a list lies within {@code [low, high]}. */
  public Rules eachBetween(String key, List<Double> values, double low, double high) {
    boolean all = values.stream().allMatch(value -> low <= value && value <= high);
    return that(key, all, "hold only numbers between " + low + " and " + high, values);
  }

  /** The value is {@code low} or more. */
  public Rules atLeast(String key, long value, long low) {
    return that(key, value >= low, "be at least " + low, value);
  }

  /** The value is {@code low} or more, and finite. */
  public Rules atLeast(String key, double value, double low) {
    return that(key, value >= low && Double.isFinite(value), "be at least " + low, value);
  }

  /** The value is above zero. */
  public Rules positive(String key, long value) {
    return that(key, value > 0, "be positive", value);
  }

  /** The value is above zero and finite. */
  public Rules positive(String key, double value) {
    return that(key, value > 0 && Double.isFinite(value), "be positive", value);
  }

  /** The value is one of the names allowed. */
  public Rules oneOf(String key, String value, Collection<String> allowed) {
    return that(key, allowed.contains(value), "be one of " + String.join(", ", allowed), value);
  }

  /** The text has at least one character that is not a blank. */
  public Rules notEmpty(String key, String value) {
    return that(key, !value.isBlank(), "not be empty", value);
  }

  /**
   * The text is a path, an address of a file system without credentials, or a word; see {@link
   * Address}. An empty one is.
   */
  public Rules place(String key, String value) {
    Address.rule(value).ifPresent(rule -> that(key, false, rule, value));
    return this;
  }

  /** The list has at least one element. */
  public Rules notEmpty(String key, Collection<?> values) {
    return that(key, !values.isEmpty(), "not be empty", values);
  }

  /**
   * A rule of the record's own.
   *
   * @param rule what must hold, to follow the word "must", such as "be a multiple of 8"
   * @param found the value that was judged; text is shown in quotes
   */
  public Rules that(String key, boolean holds, String rule, Object found) {
    if (!holds) {
      String shown = found instanceof CharSequence ? "'" + found + "'" : String.valueOf(found);
      String path = block.isEmpty() ? key : block + "." + key;
      problems.add(new Problem(path, "must " + rule + ", found " + shown, ""));
    }
    return this;
  }

  /**
   * Reads a record with rules of its own, whose violations are told together with these.
   *
   * @return the record; null if it is invalid, in which case {@link #verify} will throw
   */
  public <T> T read(Supplier<T> record) {
    try {
      return record.get();
    } catch (InvalidSettingsException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  /**
   * Ends the list of rules.
   *
   * @throws InvalidSettingsException naming every rule that was broken
   */
  public void verify() {
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  private static String span(Object low, Object high) {
    return "be between " + low + " and " + high;
  }
}
