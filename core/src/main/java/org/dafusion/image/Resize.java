package org.dafusion.image;

import java.util.Arrays;

/**
 * Resizes pictures, bit for bit as {@code Image.resize} of Pillow 9.4 does for eight-bit samples.
 *
 * <p>Two passes, first along rows, then along columns, each rounded to eight bits; a pass that
 * would not change its length is left out. There are no reduced-size short cuts ({@code
 * reducing_gap}).
 */
public final class Resize {
  private static final int HALF = 1 << (FilterWeights.PRECISION_BITS - 1);

  private Resize() {}

  /** The picture at exactly {@code width} x {@code height} pixels, each at least 1. */
  public static Image to(Image image, int width, int height, Resample filter) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    byte[] resized =
        resize(
            image.samples(), image.width(), image.height(), Image.CHANNELS, width, height, filter);
    return Image.owning(width, height, resized);
  }

  /** The mask at exactly {@code width} x {@code height} pixels, each at least 1. */
  public static Mask to(Mask mask, int width, int height, Resample filter) {
    if (width == mask.width() && height == mask.height()) {
      return mask;
    }
    byte[] resized = resize(mask.samples(), mask.width(), mask.height(), 1, width, height, filter);
    return Mask.owning(width, height, resized);
  }

  /**
   * The picture with its shorter side at {@code length} pixels and its longer side in proportion,
   * rounded down, as torchvision's {@code Resize(length)} and transformers' {@code shortest_edge}.
   */
  public static Image shorterSideTo(Image image, int length, Resample filter) {
    int shorter = Math.min(image.width(), image.height());
    int longer = Math.max(image.width(), image.height());
    int newLonger = (int) ((double) ((long) length * longer) / shorter);
    return image.width() <= image.height()
        ? to(image, length, newLonger, filter)
        : to(image, newLonger, length, filter);
  }

  private static byte[] resize(
      byte[] samples,
      int width,
      int height,
      int channels,
      int newWidth,
      int newHeight,
      Resample filter) {
    if (newWidth < 1 || newHeight < 1) {
      throw new IllegalArgumentException(
          "Invalid size: must be at least 1 x 1, found %d x %d".formatted(newWidth, newHeight));
    }
    if (filter == Resample.NEAREST) {
      return nearest(samples, width, height, channels, newWidth, newHeight);
    }
    byte[] wide =
        newWidth == width
            ? samples
            : alongRows(
                samples, width, height, channels, FilterWeights.of(width, newWidth, filter));
    return newHeight == height
        ? wide
        : alongColumns(wide, newWidth * channels, FilterWeights.of(height, newHeight, filter));
  }

  private static byte[] nearest(
      byte[] samples, int width, int height, int channels, int newWidth, int newHeight) {
    int[] columns = nearestIndices(width, newWidth);
    int[] rows = nearestIndices(height, newHeight);
    byte[] resized = new byte[sampleCount(newWidth, newHeight, channels)];
    int target = 0;
    for (int row : rows) {
      for (int column : columns) {
        int source = (row * width + column) * channels;
        for (int c = 0; c < channels; c++) {
          resized[target++] = samples[source + c];
        }
      }
    }
    return resized;
  }

  /** Positions are summed step by step because Pillow does: a product would round differently. */
  private static int[] nearestIndices(int oldLength, int newLength) {
    int[] indices = new int[newLength];
    double step = (double) oldLength / newLength;
    double position = step * 0.5;
    for (int i = 0; i < newLength; i++) {
      indices[i] = Math.min((int) position, oldLength - 1);
      position += step;
    }
    return indices;
  }

  private static byte[] alongRows(
      byte[] samples, int width, int height, int channels, FilterWeights filter) {
    int newWidth = filter.first().length;
    byte[] resized = new byte[sampleCount(newWidth, height, channels)];
    int target = 0;
    for (int y = 0; y < height; y++) {
      int row = y * width * channels;
      for (int x = 0; x < newWidth; x++) {
        int source = row + filter.first()[x] * channels;
        int weight = x * filter.stride();
        for (int c = 0; c < channels; c++) {
          resized[target++] =
              weightedSum(
                  samples, source + c, channels, filter.weights(), weight, filter.count()[x]);
        }
      }
    }
    return resized;
  }

  private static byte weightedSum(
      byte[] samples, int source, int step, int[] weights, int weight, int count) {
    int sum = HALF;
    for (int k = 0; k < count; k++) {
      sum += (samples[source + k * step] & 0xff) * weights[weight + k];
    }
    return clip(sum);
  }

  /** Sums whole rows at a time: the order of memory, and loops that the compiler vectorises. */
  private static byte[] alongColumns(byte[] samples, int rowLength, FilterWeights filter) {
    int newHeight = filter.first().length;
    byte[] resized = new byte[Math.multiplyExact(rowLength, newHeight)];
    int[] sums = new int[rowLength];
    for (int y = 0; y < newHeight; y++) {
      Arrays.fill(sums, HALF);
      for (int k = 0; k < filter.count()[y]; k++) {
        addRow(
            sums,
            samples,
            (filter.first()[y] + k) * rowLength,
            filter.weights()[y * filter.stride() + k]);
      }
      for (int x = 0; x < rowLength; x++) {
        resized[y * rowLength + x] = clip(sums[x]);
      }
    }
    return resized;
  }

  private static void addRow(int[] sums, byte[] samples, int row, int weight) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += (samples[row + x] & 0xff) * weight;
    }
  }

  private static byte clip(int sum) {
    return (byte) Math.min(Math.max(sum >> FilterWeights.PRECISION_BITS, 0), 255);
  }

  private static int sampleCount(int width, int height, int channels) {
    return Math.multiplyExact(Math.multiplyExact(width, height), channels);
  }
}
