package org.dafusion.data;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * A reader that refuses to read on within an item of a file that is longer than any honest one, so
 * that a damaged file cannot fill the memory.
 */
final class ItemLimit extends FilterReader {
  /** Thrown within an item that is too long. */
  static final class ExceededException extends IOException {
    private ExceededException(long limit) {
      super("an item has more than %d characters".formatted(limit));
    }
  }

  private final long limit;
  private boolean within;
  private long read;

  /**
   * @param limit characters of one item; what a parser reads ahead counts as well
   */
  ItemLimit(Reader reader, long limit) {
    super(reader);
    this.limit = limit;
  }

  /** An item begins about here. */
  void begin() {
    within = true;
    read = 0;
  }

  /** What comes now may be of any length. */
  void end() {
    within = false;
  }

  @Override
  public int read() throws IOException {
    return count(1, in.read());
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    int got = in.read(buffer, offset, length);
    count(got, got);
    return got;
  }

  private int count(int characters, int result) throws IOException {
    read += result < 0 ? 0 : characters;
    if (within && read > limit) {
      throw new ExceededException(limit);
    }
    return result;
  }
}
