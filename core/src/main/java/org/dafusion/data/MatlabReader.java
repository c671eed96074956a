package org.dafusion.data;

import java.io.IOException;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.format.Mat5Reader;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/**
 * MFL's reader for files from anywhere: arrays of arrays, for which it makes room by their declared
 * dimensions alone, have at most {@link #MOST_ELEMENTS}. {@link MatlabElements} bounds the rest.
 */
final class MatlabReader extends Mat5Reader {
  /** Elements of an array; ImageNet's longest list has 1.3 million. */
  static final int MOST_ELEMENTS = 2_000_000;

  private static final long MANY = Integer.MAX_VALUE;

  private MatlabReader(Source source) {
    super(source);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is no such file, or asks for too much
   */
  static Mat5File read(byte[] file) throws IOException {
    MatlabElements.check(file);
    MatlabReader reader = new MatlabReader(Sources.wrap(file));
    // what objects of MATLAB's own classes need, and no dataset has
    reader.disableSubsystemProcessing();
    return reader.readMat();
  }

  /** How many elements dimensions make; {@code int} products wrap around. */
  static long elements(int[] dimensions) {
    long elements = 1;
    for (int dimension : dimensions) {
      elements = dimension < 0 ? MANY : Math.min(elements * dimension, MANY);
    }
    return elements;
  }

  @Override
  protected Array readCell(EntryHeader header) throws IOException {
    requireFew(header, 1);
    return super.readCell(header);
  }

  @Override
  protected Array[][] readValues(EntryHeader header, int fields, String[] names)
      throws IOException {
    requireFew(header, fields);
    return super.readValues(header, fields, names);
  }

  @Override
  protected Mat5Reader createChildReader(Source source) {
    MatlabReader child = new MatlabReader(source);
    child.filter = filter;
    child.mcos = mcos;
    child.bufferAllocator = bufferAllocator;
    return child;
  }

  private static void requireFew(EntryHeader header, int each) throws IOException {
    if (elements(header.getDimensions()) * each > MOST_ELEMENTS) {
      throw new IOException(
          "the array %s has more than %d elements".formatted(header.getName(), MOST_ELEMENTS));
    }
  }
}
