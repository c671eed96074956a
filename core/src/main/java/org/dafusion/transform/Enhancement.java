package org.dafusion.transform;

import java.util.Arrays;
import org.dafusion.image.Image;

/**
 * Moves a picture away from, or towards, a degenerate version of itself, bit for bit as Pillow
 * 9.4's {@code ImageEnhance}. A factor of 1 changes nothing, 0 gives the degenerate picture, more
 * than 1 exaggerates what tells the two apart.
 */
final class Enhancement {
  private Enhancement() {}

  /** {@code Brightness}; the degenerate picture is black. */
  static Image brightness(Image image, double factor) {
    return blended(new byte[image.rgb().length], image, factor);
  }

  /** {@code Color}; the degenerate picture is grey. */
  static Image colour(Image image, double factor) {
    byte[] grey = new byte[image.rgb().length];
    int[] luma = luma(image);
    for (int at = 0; at < grey.length; at++) {
      grey[at] = (byte) luma[at / Image.CHANNELS];
    }
    return blended(grey, image, factor);
  }

  /** {@code Contrast}; the degenerate picture is evenly of the mean grey. */
  static Image contrast(Image image, double factor) {
    byte[] mean = new byte[image.rgb().length];
    Arrays.fill(mean, (byte) (Arrays.stream(luma(image)).average().orElseThrow() + 0.5));
    return blended(mean, image, factor);
  }

  /** {@code Sharpness}; the degenerate picture is smoothed. */
  static Image sharpness(Image image, double factor) {
    return blended(smoothed(image), image, factor);
  }

  /** ITU-R 601 luma in 16 bits of fraction, as {@code convert("L")}. */
  private static int[] luma(Image image) {
    byte[] rgb = image.rgb();
    int[] luma = new int[rgb.length / Image.CHANNELS];
    for (int pixel = 0; pixel < luma.length; pixel++) {
      int at = pixel * Image.CHANNELS;
      int red = rgb[at] & 0xff;
      int green = rgb[at + 1] & 0xff;
      int blue = rgb[at + 2] & 0xff;
      luma[pixel] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }
    return luma;
  }

  /** Pillow's {@code SMOOTH}, a 3 x 3 kernel that leaves the outermost pixels as they are. */
  private static byte[] smoothed(Image image) {
    byte[] rgb = image.rgb();
    byte[] smooth = image.rgb();
    int row = image.width() * Image.CHANNELS;
    for (int y = 1; y < image.height() - 1; y++) {
      int end = (y + 1) * row - Image.CHANNELS;
      for (int at = y * row + Image.CHANNELS; at < end; at++) {
        // rows from the lower to the upper, as Pillow adds them in float
        float sum = 0.5f;
        sum += smoothedRow(rgb, at + row, 1 / 13f);
        sum += smoothedRow(rgb, at, 5 / 13f);
        sum += smoothedRow(rgb, at - row, 1 / 13f);
        smooth[at] = clipped(sum);
      }
    }
    return smooth;
  }

  private static float smoothedRow(byte[] rgb, int at, float middle) {
    float outer = 1 / 13f;
    return (rgb[at - Image.CHANNELS] & 0xff) * outer
        + (rgb[at] & 0xff) * middle
        + (rgb[at + Image.CHANNELS] & 0xff) * outer;
  }

  /** {@code Image.blend}: from the first picture to the second and beyond. */
  private static Image blended(byte[] degenerate, Image image, double factor) {
    float alpha = (float) factor;
    byte[] rgb = image.rgb();
    for (int at = 0; at < rgb.length; at++) {
      int from = degenerate[at] & 0xff;
      rgb[at] = clipped(from + alpha * ((rgb[at] & 0xff) - from));
    }
    return new Image(image.width(), image.height(), rgb);
  }

  private static byte clipped(float value) {
    return (byte) Math.min(Math.max(value, 0), 255);
  }
}
