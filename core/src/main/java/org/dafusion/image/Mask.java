package org.dafusion.image;

import java.util.Arrays;

/** An immutable single-channel picture of eight bits per sample, such as a mask. */
public final class Mask {
  private final int width;
  private final int height;
  private final byte[] values;

  /**
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param values height x width samples, row after row, 0 to 255 as unsigned bytes; copied
   */
  public Mask(int width, int height, byte[] values) {
    this(Samples.checked("mask", width, height, 1, values).clone(), width, height);
  }

  private Mask(byte[] values, int width, int height) {
    this.width = width;
    this.height = height;
    this.values = values;
  }

  /** Takes the array over instead of copying it: for makers in this package that then forget it. */
  static Mask owning(int width, int height, byte[] values) {
    return new Mask(Samples.checked("mask", width, height, 1, values), width, height);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** A copy of the height x width samples, row after row. */
  public byte[] values() {
    return values.clone();
  }

  /**
   * One sample, 0 to 255.
   *
   * @param x column, from the left
   * @param y row, from the top
   */
  public int value(int x, int y) {
    if (x < 0 || x >= width || y < 0 || y >= height) {
      throw new IndexOutOfBoundsException("No sample (%d, %d) in %s".formatted(x, y, this));
    }
    return values[y * width + x] & 0xff;
  }

  /** The samples themselves, for readers in this package. */
  byte[] samples() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask mask
        && width == mask.width
        && height == mask.height
        && Arrays.equals(values, mask.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Mask %d x %d".formatted(width, height);
  }
}
