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
    if (width < 1 || height < 1 || width > image.width() || height > image.height()) {
      throw new IllegalArgumentException(
          "Invalid crop: must be between 1 x 1 and the picture's %d x %d, found %d x %d"
              .formatted(image.width(), image.height(), width, height));
    }
    if (left < 0 || top < 0 || left > image.width() - width || top > image.height() - height) {
      throw new IllegalArgumentException(
          "Invalid crop of %d x %d: must lie within the picture's %d x %d, found its corner at %d, %d"
              .formatted(width, height, image.width(), image.height(), left, top));
    }
    byte[] cut = new byte[width * height * Image.CHANNELS];
    int rowLength = width * Image.CHANNELS;
    for (int y = 0; y < height; y++) {
      int source = ((top + y) * image.width() + left) * Image.CHANNELS;
      System.arraycopy(image.samples(), source, cut, y * rowLength, rowLength);
    }
    return Image.owning(width, height, cut);
  }
}
