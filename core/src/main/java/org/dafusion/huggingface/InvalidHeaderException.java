package org.dafusion.huggingface;

import java.util.Arrays;
import java.util.Locale;

/** What is wrong with a safetensors header, as the end of a sentence that names the file. */
final class InvalidHeaderException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST_SHOWN = 200;

  private InvalidHeaderException(String message) {
    super(message);
  }

  static InvalidHeaderException of(String format, Object... values) {
    Object[] shown = Arrays.stream(values).map(InvalidHeaderException::shown).toArray();
    return new InvalidHeaderException(String.format(Locale.ROOT, format, shown));
  }

  /** Names and numbers come from the file, and may have any length. */
  private static Object shown(Object value) {
    String text = String.valueOf(value);
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : value;
  }

  static void check(boolean holds, String format, Object... values) throws InvalidHeaderException {
    if (!holds) {
      throw of(format, values);
    }
  }
}
