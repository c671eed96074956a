package org.dafusion.transform;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.dafusion.image.Image;

/**
 * Turns a picture about its centre, bit for bit as Pillow 9.4's {@code Image.rotate} by nearest
 * neighbour: same size, uncovered corners black.
 *
 * <p>Pillow rounds sine and cosine to 15 decimals and walks the source in 16.16 fixed point; both
 * decide which pixel is nearest where two are equally near.
 */
public final class Rotation {
  /** Beyond this, 16.16 fixed point could overflow. */
  private static final int LONGEST_SIDE = 16384;

  private static final int DECIMALS = 15;
  private static final int FRACTION_BITS = 16;

  private Rotation() {}

  /**
   * The turned picture.
   *
   * @param image sides of at most 16384 pixels
   * @param degrees counter-clockwise, any finite angle
   */
  public static Image of(Image image, double degrees) {
    int width = image.width();
    int height = image.height();
    if (Math.max(width, height) > LONGEST_SIDE) {
      throw new IllegalArgumentException(
          "Invalid picture to turn: must have sides up to %d, found %s"
              .formatted(LONGEST_SIDE, image));
    }
    double angle = -Math.toRadians(modulo360(degrees));
    double cos = rounded(StrictMath.cos(angle));
    double sin = rounded(StrictMath.sin(angle));
    // source x = cos x + sin y + startX, source y = -sin x + cos y + startY, about the centre
    double startX = cos * (-width / 2.0) + sin * (-height / 2.0) + width / 2.0;
    double startY = -sin * (-width / 2.0) + cos * (-height / 2.0) + height / 2.0;

    int cosStep = fixed(cos);
    int sinStep = fixed(sin);
    int minusSinStep = fixed(-sin);
    int rowX = fixed(startX + cos * 0.5 + sin * 0.5);
    int rowY = fixed(startY - sin * 0.5 + cos * 0.5);
    byte[] source = image.rgb();
    byte[] turned = new byte[source.length];
    int target = 0;
    for (int y = 0; y < height; y++) {
      int sourceX = rowX;
      int sourceY = rowY;
      for (int x = 0; x < width; x++) {
        int column = sourceX >> FRACTION_BITS;
        int row = sourceY >> FRACTION_BITS;
        if (column >= 0 && column < width && row >= 0 && row < height) {
          int from = (row * width + column) * Image.CHANNELS;
          System.arraycopy(source, from, turned, target, Image.CHANNELS);
        }
        target += Image.CHANNELS;
        sourceX += cosStep;
        sourceY += minusSinStep;
      }
      rowX += sinStep;
      rowY += cosStep;
    }
    return new Image(width, height, turned);
  }

  /** Python's {@code %}: the result has the sign of 360. */
  private static double modulo360(double degrees) {
    double remainder = degrees % 360.0;
    return remainder < 0 ? remainder + 360.0 : remainder;
  }

  private static double rounded(double value) {
    return new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).doubleValue();
  }

  private static int fixed(double value) {
    return (int) Math.floor(value * (1 << FRACTION_BITS) + 0.5);
  }
}
