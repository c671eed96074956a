package org.dafusion.transform;

import org.dafusion.image.Image;

/**
 * Moves pixels by an affine map, bit for bit as Pillow 9.4's {@code Image.transform} with {@code
 * AFFINE} by nearest neighbour: same size, black where the source has nothing.
 *
 * <p>Pillow walks the source in 16.16 fixed point, which decides the pixel where two are equally
 * near.
 *
 * @param xByX source columns per column of the result
 * @param xByY source columns per row of the result
 * @param xStart source column of the result's origin
 * @param yByX source rows per column of the result
 * @param yByY source rows per row of the result
 * @param yStart source row of the result's origin
 */
record NearestAffine(
    double xByX, double xByY, double xStart, double yByX, double yByY, double yStart) {
  /** Beyond this, 16.16 fixed point could overflow. */
  private static final int LONGEST_SIDE = 16384;

  private static final int FRACTION_BITS = 16;

  /**
   * The moved picture.
   *
   * @param image sides of at most 16384 pixels
   */
  Image of(Image image) {
    int width = image.width();
    int height = image.height();
    if (Math.max(width, height) > LONGEST_SIDE) {
      throw new IllegalArgumentException(
          "Invalid picture to move: must have sides up to %d, found %s"
              .formatted(LONGEST_SIDE, image));
    }
    int columnStepX = fixed(xByX);
    int columnStepY = fixed(yByX);
    int rowStepX = fixed(xByY);
    int rowStepY = fixed(yByY);
    // the middle of the first pixel
    int rowX = fixed(xStart + xByX * 0.5 + xByY * 0.5);
    int rowY = fixed(yStart + yByX * 0.5 + yByY * 0.5);
    byte[] source = image.rgb();
    byte[] moved = new byte[source.length];
    int target = 0;
    for (int y = 0; y < height; y++) {
      int sourceX = rowX;
      int sourceY = rowY;
      for (int x = 0; x < width; x++) {
        int column = sourceX >> FRACTION_BITS;
        int row = sourceY >> FRACTION_BITS;
        if (column >= 0 && column < width && row >= 0 && row < height) {
          int from = (row * width + column) * Image.CHANNELS;
          System.arraycopy(source, from, moved, target, Image.CHANNELS);
        }
        target += Image.CHANNELS;
        sourceX += columnStepX;
        sourceY += columnStepY;
      }
      rowX += rowStepX;
      rowY += rowStepY;
    }
    return new Image(width, height, moved);
  }

  private static int fixed(double value) {
    return (int) Math.floor(value * (1 << FRACTION_BITS) + 0.5);
  }
}
