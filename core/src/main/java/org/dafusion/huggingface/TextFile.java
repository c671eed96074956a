package org.dafusion.huggingface;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The small text files of a model folder, which are read as a whole: JSON, vocabularies and merges.
 * A file that is larger than any honest one is refused before it fills the memory.
 */
final class TextFile {
  /** CLIP's vocabulary has a million bytes, and no configuration has more. */
  static final int MOST_BYTES = 8_000_000;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextFile() {}

  /**
   * The text, which must be UTF-8.
   *
   * @throws IOException with a reason that completes "Cannot read … because"
   */
  static String read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      // to open a pipe is to wait for whoever writes to it
      throw new IOException("it is no file but a folder, a device or a pipe");
    }
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MOST_BYTES + 1);
    }
    if (content.length > MOST_BYTES) {
      throw new IOException(
          "it has %d bytes, and at most %d are allowed".formatted(Files.size(file), MOST_BYTES));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException("it is not UTF-8", e);
    }
  }
}
