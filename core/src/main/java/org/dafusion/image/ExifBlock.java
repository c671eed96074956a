package org.dafusion.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The two things that are asked of an EXIF block (EXIF 2.32, a TIFF 6.0 file in small): how the
 * picture lies, and whether it tells where it was taken.
 *
 * <p>Read here and not by a library because blocks come from anywhere: directories may point at
 * each other without end, and one that is well made to that end overflows the stack, or keeps a
 * reader busy for hours, of a library that follows them all. Here the work is bounded, whatever the
 * block says.
 */
final class ExifBlock {
  private static final int ORIENTATION = 0x0112;
  private static final int EXIF_DIRECTORY = 0x8769;
  private static final int GPS_DIRECTORY = 0x8825;
  private static final int INTEROPERABILITY_DIRECTORY = 0xa005;

  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private static final int MAGIC = 42;
  private static final int HEADER_BYTES = 8;
  private static final int ENTRY_BYTES = 12;

  /** A camera writes some 5 directories of some 60 entries. */
  private static final int MOST_ENTRIES = 20_000;

  private final ByteBuffer block;

  private ExifBlock(ByteBuffer block) {
    this.block = block;
  }

  /** A block without the word that precedes it in JPEG files; null where it is none. */
  static ExifBlock of(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != bytes[1] || bytes[0] != 'I' && bytes[0] != 'M') {
      return null;
    }
    ByteOrder order = bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer block = ByteBuffer.wrap(bytes).order(order);
    return block.getShort(2) == MAGIC ? new ExifBlock(block) : null;
  }

  /** The value of the orientation tag in the first directory; 0 where there is none. */
  int orientation() {
    int directory = block.getInt(4);
    for (int i = 0; i < entries(directory); i++) {
      int entry = directory + 2 + i * ENTRY_BYTES;
      if (tag(entry) == ORIENTATION && block.getInt(entry + 4) >= 1) {
        return switch (block.getShort(entry + 2)) {
          case BYTE -> block.get(entry + 8) & 0xff;
          case SHORT -> block.getShort(entry + 8) & 0xffff;
          case LONG -> block.getInt(entry + 8);
          default -> 0;
        };
      }
    }
    return 0;
  }

  /**
   * Whether any directory points to one of GPS. Also true where there are more entries than any
   * camera writes, because what was not looked at may tell anything.
   */
  boolean mayTellPlace() {
    Set<Integer> seen = new HashSet<>();
    Deque<Integer> left = new ArrayDeque<>();
    left.add(block.getInt(4));
    int looked = 0;
    while (!left.isEmpty()) {
      int directory = left.remove();
      int entries = seen.add(directory) ? entries(directory) : 0;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + i * ENTRY_BYTES;
        int tag = tag(entry);
        if (tag == GPS_DIRECTORY || ++looked > MOST_ENTRIES) {
          return true;
        }
        if (tag == EXIF_DIRECTORY || tag == INTEROPERABILITY_DIRECTORY) {
          left.add(block.getInt(entry + 8));
        }
      }
      int next = directory + 2 + entries * ENTRY_BYTES;
      if (entries > 0 && next + 4 <= block.limit()) {
        left.add(block.getInt(next));
      }
    }
    return false;
  }

  /** How many entries of a directory lie in the block. */
  private int entries(int directory) {
    if (directory < HEADER_BYTES || directory > block.limit() - 2) {
      return 0;
    }
    int declared = block.getShort(directory) & 0xffff;
    return Math.min(declared, (block.limit() - directory - 2) / ENTRY_BYTES);
  }

  private int tag(int entry) {
    return block.getShort(entry) & 0xffff;
  }
}
