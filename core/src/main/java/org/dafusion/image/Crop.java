package org.dafusion.image;

/** Cuts a rectangle out of a picture. */
public final class Crop {
  private Crop() {}

  /**
   * A part of a picture.
   *
   * @param left columns before it
   * @param top rows above it
   * @param width at most what is left of the picture
   * @param height at most what is left of the picture
   */
  public static Image of(Image image, int left, int top, int width, int height) {
    requireWithin(image.width(), image.height(), left, top, width, height);
    byte[] cut = new byte[width * height * Image.CHANNELS];
    int rowLength = width * Image.CHANNELS;
    for (int y = 0; y < height; y++) {
      int source = ((top + y) * image.width() + left) * Image.CHANNELS;
      System.arraycopy(image.samples(), source, cut, y * rowLength, rowLength);
    }
    return Image.owning(width, height, cut);
  }

  /** A part of a mask, as {@link #of(Image, int, int, int, int)} takes it of a picture. */
  public static Mask of(Mask mask, int left, int top, int width, int height) {
    requireWithin(mask.width(), mask.height(), left, top, width, height);
    byte[] cut = new byte[width * height];
    for (int y = 0; y < height; y++) {
      System.arraycopy(mask.samples(), (top + y) * mask.width() + left, cut, y * width, width);
    }
    return Mask.owning(width, height, cut);
  }

  private static void requireWithin(
      int pictureWidth, int pictureHeight, int left, int top, int width, int height) {
    if (width < 1 || height < 1 || width > pictureWidth || height > pictureHeight) {
      throw new IllegalArgumentException(
          "Invalid crop: must be between 1 x 1 and the picture's %d x %d, found %d x %d"
              .formatted(pictureWidth, pictureHeight, width, height));
    }
    if (left < 0 || top < 0 || left > pictureWidth - width || top > pictureHeight - height) {
      throw new IllegalArgumentException(
          "Invalid crop of %d x %d: must lie within the picture's %d x %d, found its corner at %d, %d"
              .formatted(width, height, pictureWidth, pictureHeight, left, top));
    }
  }
}
