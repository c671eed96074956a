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

  /** Samples that are kept column after column, down each, as those of COCO's masks are. */
  static Mask ofColumns(int width, int height, byte[] columns) {
    byte[] values = new byte[columns.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        values[y * width + x] = columns[x * height + y];
      }
    }
    return owning(width, height, values);
  }

  /** How bright a picture is, as Pillow's {@code convert("L")} weighs its colours. */
  static Mask brightness(Image image) {
    byte[] rgb = image.samples();
    byte[] values = new byte[rgb.length / Image.CHANNELS];
    for (int i = 0; i < values.length; i++) {
      int at = i * Image.CHANNELS;
      int weighted =
          19595 * (rgb[at] & 0xff) + 38470 * (rgb[at + 1] & 0xff) + 7471 * (rgb[at + 2] & 0xff);
      values[i] = (byte) (weighted + 0x8000 >> 16);
    }
    return owning(image.width(), image.height(), values);
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

  /**
   * The mask with its bright parts grown: each sample becomes the largest of a square window around
   * it, as SciPy's {@code maximum_filter}. An even window has no middle; bright parts then grow one
   * pixel less to the top and left, 16 by 7 there and by 8 to the bottom and right.
   *
   * @param window pixels on a side; 1 changes nothing
   */
  public Mask grown(int window) {
    if (window < 1) {
      throw new IllegalArgumentException(
          "Invalid window: must be at least 1 pixel, found " + window);
    }
    byte[] rows = new byte[values.length];
    for (int y = 0; y < height; y++) {
      largest(values, rows, y * width, 1, width, window);
    }
    byte[] grown = new byte[values.length];
    for (int x = 0; x < width; x++) {
      largest(rows, grown, x, width, height, window);
    }
    return owning(width, height, grown);
  }

  /** The mask with nothing between: 255 where a sample is at least 128, and 0 elsewhere. */
  public Mask binary() {
    byte[] binary = new byte[values.length];
    for (int i = 0; i < binary.length; i++) {
      // the sign bit of a byte is its upper half
      binary[i] = (byte) (values[i] < 0 ? 255 : 0);
    }
    return owning(width, height, binary);
  }

  /**
   * Where the samples have a value: 255 there, and 0 elsewhere.
   *
   * @param value 0 to 255
   */
  public Mask where(int value) {
    byte[] binary = new byte[values.length];
    for (int i = 0; i < binary.length; i++) {
      binary[i] = (byte) ((values[i] & 0xff) == value ? 255 : 0);
    }
    return owning(width, height, binary);
  }

  /** The largest sample. */
  public int largest() {
    int largest = 0;
    for (byte value : values) {
      largest = Math.max(largest, value & 0xff);
    }
    return largest;
  }

  /** The complement: 255 less each sample. */
  public Mask inverted() {
    byte[] inverted = new byte[values.length];
    for (int i = 0; i < inverted.length; i++) {
      inverted[i] = (byte) ~values[i];
    }
    return owning(width, height, inverted);
  }

  /** The largest samples in windows along one row or column, {@code step} apart from its start. */
  private static void largest(byte[] from, byte[] to, int start, int step, int length, int window) {
    int before = window / 2;
    int after = window - 1 - before;
    for (int i = 0; i < length; i++) {
      int first = Math.max(0, i - before);
      int last = Math.min(length - 1, (int) Math.min(Integer.MAX_VALUE, (long) i + after));
      int largest = 0;
      for (int k = first; k <= last; k++) {
        largest = Math.max(largest, from[start + k * step] & 0xff);
      }
      to[start + i * step] = (byte) largest;
    }
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
