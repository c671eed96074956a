package org.dafusion.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Turns decoded samples into RGB as Pillow's {@code convert("RGB")} does: grey is repeated,
 * palettes are looked up, alpha is dropped, CMYK is multiplied out, and no colour profile is
 * applied.
 *
 * <p>One exception: of sixteen-bit grey, the upper eight bits are kept, as for sixteen-bit colour.
 * Pillow clips such samples at 255, which leaves a white picture.
 */
final class RgbSamples {
  private RgbSamples() {}

  /** May take over the decoded image's own array. */
  static Image of(BufferedImage image) {
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && image.getRaster().getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getData().length == image.getWidth() * image.getHeight() * Image.CHANNELS) {
      return Image.owning(image.getWidth(), image.getHeight(), swapEnds(buffer.getData()));
    }
    return image.getColorModel() instanceof IndexColorModel palette
        ? lookUp(image.getRaster(), palette)
        : direct(image.getRaster());
  }

  /** BGR to RGB in place, so that a large picture is in memory only once. */
  private static byte[] swapEnds(byte[] samples) {
    for (int i = 0; i < samples.length; i += Image.CHANNELS) {
      byte blue = samples[i];
      samples[i] = samples[i + 2];
      samples[i + 2] = blue;
    }
    return samples;
  }

  private static Image lookUp(Raster raster, IndexColorModel palette) {
    byte[] rgb = new byte[raster.getWidth() * raster.getHeight() * Image.CHANNELS];
    int[] row = new int[raster.getWidth()];
    int target = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (int index : row) {
        rgb[target++] = (byte) palette.getRed(index);
        rgb[target++] = (byte) palette.getGreen(index);
        rgb[target++] = (byte) palette.getBlue(index);
      }
    }
    return Image.owning(raster.getWidth(), raster.getHeight(), rgb);
  }

  private static Image direct(Raster raster) {
    int bands = raster.getNumBands();
    int[] bits = raster.getSampleModel().getSampleSize();
    int green = bands >= Image.CHANNELS ? 1 : 0;
    int blue = bands >= Image.CHANNELS ? 2 : 0;
    byte[] rgb = new byte[raster.getWidth() * raster.getHeight() * Image.CHANNELS];
    int[] row = new int[raster.getWidth() * bands];
    int target = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (int i = 0; i < row.length; i += bands) {
        rgb[target++] = toEightBits(row[i], bits[0]);
        rgb[target++] = toEightBits(row[i + green], bits[green]);
        rgb[target++] = toEightBits(row[i + blue], bits[blue]);
      }
    }
    return Image.owning(raster.getWidth(), raster.getHeight(), rgb);
  }

  private static byte toEightBits(int sample, int bits) {
    return (byte) (bits >= 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1));
  }

  /** RGB from four bands as Adobe writes them to JPEG files: C, M, Y and K, each inverted. */
  static Image ofInvertedCmyk(Raster raster) {
    byte[] rgb = new byte[raster.getWidth() * raster.getHeight() * Image.CHANNELS];
    int[] row = new int[raster.getWidth() * 4];
    int target = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (int i = 0; i < row.length; i += 4) {
        for (int c = 0; c < Image.CHANNELS; c++) {
          rgb[target++] = printed(row[i + c], row[i + 3]);
        }
      }
    }
    return Image.owning(raster.getWidth(), raster.getHeight(), rgb);
  }

  /**
   * RGB from Y, Cb, Cr and inverted K, with libjpeg's sixteen-bit fixed-point colour conversion.
   */
  static Image ofYcck(Raster raster) {
    byte[] rgb = new byte[raster.getWidth() * raster.getHeight() * Image.CHANNELS];
    int[] row = new int[raster.getWidth() * 4];
    int target = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (int i = 0; i < row.length; i += 4) {
        int luma = row[i];
        int cb = row[i + 1] - 128;
        int cr = row[i + 2] - 128;
        int key = row[i + 3];
        int red = clip(luma + (91881 * cr + 32768 >> 16));
        int green = clip(luma + (-22554 * cb - 46802 * cr + 32768 >> 16));
        int blue = clip(luma + (116130 * cb + 32768 >> 16));
        // What the conversion calls red is 255 less the stored cyan, which itself is inverted.
        rgb[target++] = printed(255 - red, key);
        rgb[target++] = printed(255 - green, key);
        rgb[target++] = printed(255 - blue, key);
      }
    }
    return Image.owning(raster.getWidth(), raster.getHeight(), rgb);
  }

  /** What black leaves of a colour; Pillow's integer approximation of a division by 255. */
  private static byte printed(int invertedInk, int invertedBlack) {
    int product = (255 - invertedInk) * invertedBlack + 128;
    return (byte) clip(invertedBlack - ((product >> 8) + product >> 8));
  }

  private static int clip(int sample) {
    return Math.min(Math.max(sample, 0), 255);
  }
}
