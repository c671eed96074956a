package org.dafusion.huggingface;

import java.io.IOException;

/** How deep the JSON of a model may be; parsers that call themselves would end their thread. */
final class NestingLimit {
  private static final int DEEPEST = 64;

  private NestingLimit() {}

  /**
   * Counts the brackets that are open at a time, outside of strings.
   *
   * @throws IOException if there are more than {@value #DEEPEST}
   */
  static void check(String json) throws IOException {
    int open = 0;
    boolean quoted = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '[' || c == '{')) {
        open++;
      } else if (!quoted && (c == ']' || c == '}')) {
        open--;
      }
      if (open > DEEPEST) {
        throw new IOException("it is nested deeper than %d, at character %d".formatted(DEEPEST, i));
      }
    }
  }
}
