package org.dafusion.jobs.classify;

import java.awt.Color;
import java.util.Arrays;
import java.util.Locale;
import org.dafusion.image.Image;
import org.dafusion.image.ImageSize;
import org.dafusion.image.TileGrid.Tile;

/**
 * A small picture of an image in which each tile has the colour of its class. What no tile covers,
 * because it could not be read, stays black.
 */
final class MapPicture {
  private static final int LONGEST_SIDE = 1024;

  /** The hues of labels one after the other stand this far apart: the golden ratio. */
  private static final float GOLDEN = 0.618034f;

  private final ImageSize size;
  private final int width;
  private final int height;
  private final byte[] rgb;

  /**
   * @param size of the image
   */
  MapPicture(ImageSize size) {
    double scale = Math.min(1.0, (double) LONGEST_SIDE / Math.max(size.width(), size.height()));
    this.size = size;
    this.width = (int) Math.max(1, Math.round(size.width() * scale));
    this.height = (int) Math.max(1, Math.round(size.height() * scale));
    this.rgb = new byte[width * height * Image.CHANNELS];
  }

  /** The colour of a label, such as {@code #1f77b4}. */
  static String name(int label) {
    return String.format(Locale.ROOT, "#%06x", colour(label));
  }

  private static int colour(int label) {
    return Color.HSBtoRGB(0.58f + label * GOLDEN, 0.65f, label % 2 == 0 ? 0.9f : 0.65f) & 0xffffff;
  }

  /** Colours a tile, over what was there. */
  void fill(Tile tile, int label) {
    int colour = colour(label);
    int right = across(tile.x() + tile.width());
    int bottom = down(tile.y() + tile.height());
    for (int y = down(tile.y()); y < bottom; y++) {
      for (int x = across(tile.x()); x < right; x++) {
        int at = (y * width + x) * Image.CHANNELS;
        rgb[at] = (byte) (colour >> 16);
        rgb[at + 1] = (byte) (colour >> 8);
        rgb[at + 2] = (byte) colour;
      }
    }
  }

  private int across(int x) {
    return (int) ((long) x * width / size.width());
  }

  private int down(int y) {
    return (int) ((long) y * height / size.height());
  }

  Image image() {
    return new Image(width, height, Arrays.copyOf(rgb, rgb.length));
  }
}
