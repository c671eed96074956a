package org.dafusion.image;

import java.util.Arrays;

/** An immutable RGB picture of eight bits per sample. */
public final class Image {
  /** Samples of a pixel: red, green, blue. */
  public static final int CHANNELS = 3;

  private final int width;
  private final int height;
  private final byte[] rgb;

  /**
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param rgb height x width x 3 samples, row after row, 0 to 255 as unsigned bytes; copied
   */
  public Image(int width, int height, byte[] rgb) {
    this(Samples.checked("image", width, height, CHANNELS, rgb).clone(), width, height);
  }

  private Image(byte[] rgb, int width, int height) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /** Takes the array over instead of copying it: for makers in this package that then forget it. */
  static Image owning(int width, int height, byte[] rgb) {
    return new Image(Samples.checked("image", width, height, CHANNELS, rgb), width, height);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** A copy of the height x width x 3 samples, row after row. */
  public byte[] rgb() {
    return rgb.clone();
  }

  /**
   * One sample, 0 to 255.
   *
   * @param x column, from the left
   * @param y row, from the top
   * @param channel 0 red, 1 green, 2 blue
   */
  public int sample(int x, int y, int channel) {
    if (x < 0 || x >= width || y < 0 || y >= height || channel < 0 || channel >= CHANNELS) {
      throw new IndexOutOfBoundsException(
          "No sample (%d, %d, %d) in %s".formatted(x, y, channel, this));
    }
    return rgb[(y * width + x) * CHANNELS + channel] & 0xff;
  }

  /** The samples themselves, for readers in this package. */
  byte[] samples() {
    return rgb;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Image image
        && width == image.width
        && height == image.height
        && Arrays.equals(rgb, image.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "Image %d x %d".formatted(width, height);
  }
}
