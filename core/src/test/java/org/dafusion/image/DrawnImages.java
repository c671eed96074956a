package org.dafusion.image;

/** Pictures drawn by tests. */
final class DrawnImages {
  private DrawnImages() {}

  /** Smooth in both directions, with every channel different. */
  static Image gradient(int width, int height) {
    byte[] rgb = new byte[width * height * Image.CHANNELS];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rgb[at++] = (byte) (255 * x / width);
        rgb[at++] = (byte) (255 * y / height);
        rgb[at++] = (byte) (255 * (x + y) / (width + height));
      }
    }
    return new Image(width, height, rgb);
  }
}
