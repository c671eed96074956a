package org.dafusion.transform;

import java.util.function.IntUnaryOperator;
import org.dafusion.image.Image;

/**
 * Replaces samples by others of the same channel alone, as Pillow 9.4's {@code ImageOps} does: what
 * a sample becomes depends on its value and, for some, on how often the channel's values occur.
 */
final class ToneCurve {
  private static final int LEVELS = 256;
  private static final int HIGHEST = LEVELS - 1;

  private ToneCurve() {}

  /**
   * {@code posterize}: keeps the upper bits of each sample.
   *
   * @param bits 0 to 8
   */
  static Image posterized(Image image, int bits) {
    int mask = -(1 << (Byte.SIZE - bits));
    int[] curve = curve(value -> value & mask);
    return mapped(image, new int[][] {curve, curve, curve});
  }

  /**
   * {@code solarize}: turns samples into their opposite.
   *
   * @param threshold lowest value that is turned
   */
  static Image solarized(Image image, double threshold) {
    int[] curve = curve(value -> value < threshold ? value : HIGHEST - value);
    return mapped(image, new int[][] {curve, curve, curve});
  }

  /** {@code autocontrast}: stretches each channel's range to 0 … 255. */
  static Image contrastStretched(Image image) {
    int[][] curves = new int[Image.CHANNELS][];
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      curves[channel] = stretching(histogram(image, channel));
    }
    return mapped(image, curves);
  }

  private static int[] stretching(int[] histogram) {
    int lowest = 0;
    int highest = HIGHEST;
    while (histogram[lowest] == 0) {
      lowest++;
    }
    while (histogram[highest] == 0) {
      highest--;
    }
    if (highest == lowest) {
      return curve(IntUnaryOperator.identity());
    }
    double scale = (double) HIGHEST / (highest - lowest);
    double offset = -lowest * scale;
    return curve(value -> (int) (value * scale + offset));
  }

  /** {@code equalize}: gives each channel about as many samples of every value. */
  static Image equalised(Image image) {
    int[][] curves = new int[Image.CHANNELS][];
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      curves[channel] = equalising(histogram(image, channel));
    }
    return mapped(image, curves);
  }

  private static int[] equalising(int[] histogram) {
    int samples = 0;
    int last = 0;
    for (int count : histogram) {
      samples += count;
      last = count == 0 ? last : count;
    }
    int step = (samples - last) / HIGHEST;
    if (step == 0) {
      return curve(IntUnaryOperator.identity());
    }
    int[] below = new int[LEVELS];
    for (int value = 1; value < LEVELS; value++) {
      below[value] = below[value - 1] + histogram[value - 1];
    }
    return curve(value -> (step / 2 + below[value]) / step);
  }

  private static int[] histogram(Image image, int channel) {
    int[] histogram = new int[LEVELS];
    byte[] rgb = image.rgb();
    for (int at = channel; at < rgb.length; at += Image.CHANNELS) {
      histogram[rgb[at] & 0xff]++;
    }
    return histogram;
  }

  private static int[] curve(IntUnaryOperator tone) {
    int[] curve = new int[LEVELS];
    for (int value = 0; value < LEVELS; value++) {
      curve[value] = Math.min(Math.max(tone.applyAsInt(value), 0), HIGHEST);
    }
    return curve;
  }

  private static Image mapped(Image image, int[][] curves) {
    byte[] rgb = image.rgb();
    for (int at = 0; at < rgb.length; at++) {
      rgb[at] = (byte) curves[at % Image.CHANNELS][rgb[at] & 0xff];
    }
    return new Image(image.width(), image.height(), rgb);
  }
}
