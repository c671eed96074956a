package org.dafusion.image;

/**
 * Cuts the middle out of a picture.
 *
 * <p>The two libraries whose models we run disagree by one pixel where the margin is odd, hence two
 * factories.
 */
public final class CenterCrop {
  private CenterCrop() {}

  /**
   * The middle as torchvision's {@code CenterCrop} cuts it: half the margin, rounded, and to the
   * even number where it lies between two.
   *
   * @param width at most the picture's; torchvision would pad, here it is an error
   * @param height at most the picture's
   */
  public static Image of(Image image, int width, int height) {
    int left = (int) Math.rint((image.width() - width) / 2.0);
    int top = (int) Math.rint((image.height() - height) / 2.0);
    return cut(image, left, top, width, height);
  }

  /**
   * The middle as transformers' {@code center_crop} cuts it for CLIP: half the margin, rounded
   * down.
   *
   * @param width at most the picture's; transformers would pad, here it is an error
   * @param height at most the picture's
   */
  public static Image roundingDown(Image image, int width, int height) {
    return cut(image, (image.width() - width) / 2, (image.height() - height) / 2, width, height);
  }

  private static Image cut(Image image, int left, int top, int width, int height) {
    if (width < 1 || height < 1 || width > image.width() || height > image.height()) {
      throw new IllegalArgumentException(
          "Invalid crop: must be between 1 x 1 and the picture's %d x %d, found %d x %d"
              .formatted(image.width(), image.height(), width, height));
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
