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
    return Crop.of(image, left, top, width, height);
  }

  /**
   * The middle as transformers' {@code center_crop} cuts it for CLIP: half the margin, rounded
   * down.
   *
   * @param width at most the picture's; transformers would pad, here it is an error
   * @param height at most the picture's
   */
  public static Image roundingDown(Image image, int width, int height) {
    return Crop.of(
        image, (image.width() - width) / 2, (image.height() - height) / 2, width, height);
  }
}
