package org.dafusion.huggingface;

import java.util.Locale;

/** What is wrong with a safetensors header, as the end of a sentence that names the file. */
final class InvalidHeaderException extends Exception {
  private static final long serialVersionUID = 1L;

  private InvalidHeaderException(String message) {
    super(message);
  }

  static InvalidHeaderException of(String format, Object... values) {
    return new InvalidHeaderException(String.format(Locale.ROOT, format, values));
  }

  static void check(boolean holds, String format, Object... values) throws InvalidHeaderException {
    if (!holds) {
      throw of(format, values);
    }
  }
}
