package org.dafusion.rangeland;

import org.dafusion.image.Image;

/** Measures of a picture's colours, each sample 0 to 255. */
final class Colours {
  // Colours hardly depend on the size, and small tiles are quick.
  private static final int SMALL = 32;

  private Colours() {}

  interface OfPixel {
    double of(int red, int green, int blue);
  }

  static double luma(int red, int green, int blue) {
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  }

  static double mean(Image image, OfPixel measure) {
    double sum = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        sum += measure.of(image.sample(x, y, 0), image.sample(x, y, 1), image.sample(x, y, 2));
      }
    }
    return sum / (image.width() * image.height());
  }

  /** The mean over the first {@code tiles} seeds of a cover. */
  static double mean(Cover cover, int tiles, OfPixel measure) {
    double sum = 0;
    for (int seed = 0; seed < tiles; seed++) {
      sum += mean(RangelandTile.draw(cover, seed, SMALL).image(), measure);
    }
    return sum / tiles;
  }
}
