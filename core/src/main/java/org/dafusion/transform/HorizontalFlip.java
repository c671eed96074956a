package org.dafusion.transform;

import org.dafusion.image.Image;

/** Mirrors a picture left to right. */
public final class HorizontalFlip {
  private HorizontalFlip() {}

  /** The mirror image. */
  public static Image of(Image image) {
    byte[] source = image.rgb();
    byte[] flipped = new byte[source.length];
    int width = image.width();
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        int from = (y * width + x) * Image.CHANNELS;
        int to = (y * width + width - 1 - x) * Image.CHANNELS;
        System.arraycopy(source, from, flipped, to, Image.CHANNELS);
      }
    }
    return new Image(width, image.height(), flipped);
  }
}
