package org.dafusion.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares what a user gave with the reference configuration, key by key, and keeps what fits.
 *
 * <p>A key is known if the reference has it. The members of a named block may have any name; what
 * one may hold is told by another block, which the reference declares once. A block that the
 * reference leaves empty may hold anything: like the type of the elements of an empty list, that is
 * left to the settings record.
 */
final class KeyCheck {
  private final Config reference;
  private final Map<String, String> namedBlocks;
  private final List<Problem> problems;
  private Config accepted = ConfigFactory.empty();

  KeyCheck(Config reference, Map<String, String> namedBlocks, List<Problem> problems) {
    this.reference = reference;
    this.namedBlocks = namedBlocks;
    this.problems = problems;
  }

  /**
   * @param given which keys the user gave, resolved
   * @param values the final values of all keys; they differ from those in {@code given} where a
   *     value refers to the default it replaces ({@code augment.methods += x})
   * @return the given keys that fit, with their final values
   */
  Config accept(Config given, Config values) {
    check(List.of(), given.root(), values.root(), reference.root());
    return accepted;
  }

  private void check(
      List<String> path, ConfigObject given, ConfigObject values, ConfigObject known) {
    String declaredBy = path.isEmpty() ? null : namedBlocks.get(ConfigUtil.joinPath(path));
    given.forEach(
        (name, value) -> {
          List<String> at = new ArrayList<>(path);
          at.add(name);
          ConfigValue expected =
              declaredBy == null ? known.get(name) : reference.getValue(declaredBy);
          if (expected == null) {
            problems.add(unknown(at, value, known));
          } else {
            check(at, value, values.getOrDefault(name, value), expected);
          }
        });
  }

  private void check(
      List<String> path, ConfigValue given, ConfigValue value, ConfigValue expected) {
    String key = ConfigUtil.joinPath(path);
    String violation = ValueKind.violation(value, expected);
    if (violation != null) {
      problems.add(new Problem(key, violation, place(value.origin())));
    } else if (given instanceof ConfigObject block
        && expected instanceof ConfigObject known
        && !block.isEmpty()
        && !known.isEmpty()) {
      check(path, block, (ConfigObject) value, known);
    } else {
      accepted = accepted.withValue(key, value);
    }
  }

  private Problem unknown(List<String> path, ConfigValue value, ConfigObject siblings) {
    String meant = Suggestion.of(path, siblings.keySet(), reference.root());
    String hint = meant == null ? "" : "; did you mean '" + meant + "'?";
    return new Problem(
        ConfigUtil.joinPath(path), "is not a known key" + hint, place(value.origin()));
  }

  /** File and line, or the command line, which has no lines to speak of. */
  static String place(ConfigOrigin origin) {
    String description = origin.description();
    return description.startsWith(Overrides.ORIGIN) ? Overrides.ORIGIN : description;
  }
}
