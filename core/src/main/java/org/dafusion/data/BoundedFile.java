package org.dafusion.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Files of a dataset that are read as a whole, or line by line: what is larger than any honest one
 * is refused before it fills the memory.
 */
final class BoundedFile {
  /** Of a file that is held in memory; the largest published, of captions, have some 50 million. */
  static final int MOST_BYTES = 256_000_000;

  /** Characters of a line of a list. */
  private static final int LONGEST_LINE = 1 << 20;

  private BoundedFile() {}

  /** Thrown where a file is too large; the message completes "Cannot use … because". */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private TooLargeException(String message) {
      super(message);
    }
  }

  /**
   * The whole content.
   *
   * @param name what a refusal calls it
   * @param most bytes that are allowed
   */
  static byte[] read(String name, InputStream in, int most) throws IOException {
    byte[] content = in.readNBytes(most);
    if (content.length == most && in.read() >= 0) {
      throw new TooLargeException(
          "%s has more than %d bytes, which is all that is allowed".formatted(name, most));
    }
    return content;
  }

  /** Every line in turn, as UTF-8; no two are held. */
  static void eachLine(String name, InputStream in, Consumer<String> reader) throws IOException {
    ItemLimit limit =
        new ItemLimit(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), LONGEST_LINE);
    try (BufferedReader lines = new BufferedReader(limit)) {
      limit.begin();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        limit.begin();
        reader.accept(line);
      }
    } catch (ItemLimit.ExceededException e) {
      throw new TooLargeException(
          "%s has a line of more than %d characters".formatted(name, LONGEST_LINE));
    }
  }
}
