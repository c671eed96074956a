package org.dafusion.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.Set;

/**
 * What a key may hold, told from the value that the reference configuration gives it.
 *
 * <p>HOCON's conversions are kept (a number may be quoted, text may look like a number), but a
 * whole number is never cut from a fraction, which the library would do without a word.
 */
enum ValueKind {
  BLOCK("a block { … }") {
    @Override
    boolean accepts(ConfigValue value) {
      return of(value) == BLOCK;
    }
  },
  LIST("a list [ … ]") {
    @Override
    boolean accepts(ConfigValue value) {
      return of(value) == LIST;
    }
  },
  TEXT("text") {
    @Override
    boolean accepts(ConfigValue value) {
      return SCALARS.contains(of(value));
    }
  },
  WHOLE_NUMBER("a whole number") {
    @Override
    boolean accepts(ConfigValue value) {
      BigDecimal number = number(value);
      return number != null && number.stripTrailingZeros().scale() <= 0;
    }
  },
  NUMBER("a number") {
    @Override
    boolean accepts(ConfigValue value) {
      return number(value) != null;
    }
  },
  SWITCH("true or false") {
    @Override
    boolean accepts(ConfigValue value) {
      return of(value) == SWITCH
          || (of(value) == TEXT && SWITCH_WORDS.contains((String) value.unwrapped()));
    }
  },
  NOTHING("null") {
    @Override
    boolean accepts(ConfigValue value) {
      return of(value) == NOTHING;
    }
  };

  private static final Set<ValueKind> SCALARS = Set.of(TEXT, WHOLE_NUMBER, NUMBER, SWITCH);
  private static final Set<String> SWITCH_WORDS = Set.of("true", "yes", "on", "false", "no", "off");

  private final String description;

  ValueKind(String description) {
    this.description = description;
  }

  abstract boolean accepts(ConfigValue value);

  /** A number as its file writes it; its value and its rendering have lost the ".0". */
  private static String written(ConfigValue number) {
    return number.atKey("n").getString("n");
  }

  static ValueKind of(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> BLOCK;
      case LIST -> LIST;
      case STRING -> TEXT;
      case BOOLEAN -> SWITCH;
      case NULL -> NOTHING;
        // 25 is a whole number and 25.0 is not: the reference decides by how it is written
      case NUMBER -> written(value).matches("[-+]?\\d+") ? WHOLE_NUMBER : NUMBER;
    };
  }

  /** The rule that {@code value} breaks where {@code reference} stands, or null if it fits. */
  static String violation(ConfigValue value, ConfigValue reference) {
    ValueKind kind = of(reference);
    if (!kind.accepts(value)) {
      return "must be " + kind.description + ", found " + shown(value);
    }
    // An empty list in the reference leaves the type of its elements to the settings record.
    if (kind != LIST || ((ConfigList) reference).isEmpty()) {
      return null;
    }
    ValueKind element = of(((ConfigList) reference).get(0));
    return ((ConfigList) value)
        .stream()
            .filter(each -> !element.accepts(each))
            .findFirst()
            .map(each -> "must list only " + element.description + " each, found " + shown(each))
            .orElse(null);
  }

  private static String shown(ConfigValue value) {
    return switch (of(value)) {
      case BLOCK, LIST, NOTHING -> of(value).description;
      case TEXT -> "'" + value.unwrapped() + "'";
      case WHOLE_NUMBER, NUMBER, SWITCH -> String.valueOf(value.unwrapped());
    };
  }

  private static BigDecimal number(ConfigValue value) {
    if (!Set.of(TEXT, WHOLE_NUMBER, NUMBER).contains(of(value))) {
      return null;
    }
    try {
      return new BigDecimal(String.valueOf(value.unwrapped()).trim());
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
