package org.dafusion.jobs.dataset;

import static org.dafusion.jobs.dataset.OverclaimingShardException.unless;

import java.nio.ByteBuffer;

/**
 * Parquet's hybrid of runs and packed groups of eight, for levels and for indices of a dictionary.
 * Readers make room for a packed run as long as it claims to be before they look for its bytes.
 *
 * <p>Format: parquet-format, "Encodings", RLE = 3.
 */
final class RunLengths {
  /** What a writer may add to its last run, which is whole groups: the most that one has. */
  private static final int PADDING = 512;

  private RunLengths() {}

  /**
   * Refuses a run that is longer than the values that are left; what ends early is its reader's to
   * tell.
   *
   * @param where for the error
   * @param bytes from the first run on
   * @param bitWidth of a value, 0 to 32
   */
  static void check(String where, ByteBuffer bytes, int bitWidth, long values)
      throws OverclaimingShardException {
    unless(bitWidth >= 0 && bitWidth <= 32, "%s has values of %d bits", where, bitWidth);
    long seen = 0;
    while (seen < values && bytes.hasRemaining()) {
      long header = unsigned(bytes);
      boolean packed = (header & 1) == 1;
      long run = packed ? (header >>> 1) * 8 : header >>> 1;
      unless(
          run <= values - seen + (packed ? PADDING : 0),
          "%s claims a run of %d where %d of %d values are left",
          where,
          run,
          values - seen,
          values);
      long size = packed ? (header >>> 1) * bitWidth : (bitWidth + 7) / 8;
      bytes.position((int) Math.min(bytes.limit(), bytes.position() + size));
      seen += run;
    }
  }

  /** A number of 32 bits in groups of seven, the lowest first. */
  static long unsigned(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < 35 && bytes.hasRemaining(); shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        break;
      }
    }
    return value & 0xffff_ffffL;
  }
}
