package org.dafusion.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.InflaterInputStream;

/**
 * Checks the skeleton of a MATLAB file of level 5 before it is read ("MAT-File Format", MathWorks):
 * every element says how many bytes it has, compressed ones hide how many, and arrays may hold
 * arrays. A reader that believes all of that asks for any amount of memory.
 */
final class MatlabElements {
  /** Of all variables together, unpacked; Stanford Cars has some 4 million. */
  static final int MOST_BYTES = 64_000_000;

  private static final int DEEPEST = 16;
  private static final int HEADER_BYTES = 128;
  private static final int BYTE_ORDER_AT = 126;
  private static final int TAG_BYTES = 8;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;

  private final ByteOrder order;
  private long unpacked;

  private MatlabElements(ByteOrder order) {
    this.order = order;
  }

  /**
   * Checks a file.
   *
   * @throws IOException if an element goes beyond what holds it, if there is too much of them, or
   *     if they are nested too deep
   */
  static void check(byte[] file) throws IOException {
    if (file.length < HEADER_BYTES) {
      throw new IOException(
          "it has %d bytes, and its header alone %d".formatted(file.length, HEADER_BYTES));
    }
    ByteOrder order = file[BYTE_ORDER_AT] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer elements = ByteBuffer.wrap(file, HEADER_BYTES, file.length - HEADER_BYTES);
    new MatlabElements(order).walk(elements.slice(), 0);
  }

  private void walk(ByteBuffer elements, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("its arrays are nested deeper than " + DEEPEST);
    }
    elements.order(order);
    while (elements.remaining() >= TAG_BYTES) {
      int type = elements.getInt();
      if (type >>> 16 != 0) {
        // a small element: its length stands beside its type, its data in the place of a length
        elements.getInt();
        continue;
      }
      int length = elements.getInt();
      if (length < 0 || length > elements.remaining()) {
        throw new IOException(
            "an element has %s bytes, and %d are left"
                .formatted(Integer.toUnsignedString(length), elements.remaining()));
      }
      ByteBuffer content = elements.slice(elements.position(), length);
      if (type == MATRIX) {
        walk(content, depth + 1);
      } else if (type == COMPRESSED) {
        walk(inflated(content), depth + 1);
      }
      int padding = type == COMPRESSED ? 0 : -length & TAG_BYTES - 1;
      elements.position(elements.position() + Math.min(length + padding, elements.remaining()));
    }
  }

  private ByteBuffer inflated(ByteBuffer content) throws IOException {
    byte[] packed = new byte[content.remaining()];
    content.get(packed);
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      int left = (int) (MOST_BYTES - unpacked);
      byte[] bytes = BoundedFile.read("what is compressed in it", in, left);
      unpacked += bytes.length;
      return ByteBuffer.wrap(bytes);
    }
  }
}
