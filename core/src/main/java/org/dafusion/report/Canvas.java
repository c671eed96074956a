package org.dafusion.report;

import java.util.Arrays;
import org.dafusion.image.Image;

/** A white page on which pictures and captions are put. */
final class Canvas {
  private static final byte WHITE = (byte) 255;
  private static final byte INK = 32;

  private final int width;
  private final int height;
  private final byte[] rgb;

  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    this.rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), Image.CHANNELS)];
    Arrays.fill(rgb, WHITE);
  }

  /** Puts a picture, which must fit, with its top left corner at (x, y). */
  void paste(Image image, int x, int y) {
    byte[] samples = image.rgb();
    int row = image.width() * Image.CHANNELS;
    for (int line = 0; line < image.height(); line++) {
      System.arraycopy(samples, line * row, rgb, offset(x, y + line), row);
    }
  }

  /** Writes one line of text; {@code dot} is the side of a letter's dot in pixels. */
  void write(String text, int x, int y, int dot) {
    for (int i = 0; i < text.length(); i++) {
      int left = x + i * DotFont.ADVANCE * dot;
      for (int column = 0; column < DotFont.GLYPH_WIDTH; column++) {
        for (int row = 0; row < DotFont.LINE_HEIGHT; row++) {
          if (DotFont.isInked(text.charAt(i), column, row)) {
            square(left + column * dot, y + row * dot, dot);
          }
        }
      }
    }
  }

  Image image() {
    return new Image(width, height, rgb);
  }

  private void square(int x, int y, int side) {
    for (int line = y; line < y + side; line++) {
      Arrays.fill(rgb, offset(x, line), offset(x + side, line), INK);
    }
  }

  private int offset(int x, int y) {
    return (y * width + x) * Image.CHANNELS;
  }
}
