package org.dafusion.image;

/**
 * The size of a picture in pixels.
 *
 * @param width columns
 * @param height rows
 */
public record ImageSize(int width, int height) {
  /** Number of pixels; a declared size may exceed what an int holds. */
  public long pixels() {
    return (long) width * height;
  }

  ImageSize transposed() {
    return new ImageSize(height, width);
  }

  @Override
  public String toString() {
    return width + " x " + height;
  }
}
