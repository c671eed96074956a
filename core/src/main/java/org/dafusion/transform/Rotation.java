package org.dafusion.transform;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.dafusion.image.Image;

/**
 * Turns a picture about its centre, bit for bit as Pillow 9.4's {@code Image.rotate} by nearest
 * neighbour: same size, uncovered corners black.
 *
 * <p>Pillow rounds sine and cosine to 15 decimals, which decides the pixel where two are equally
 * near.
 */
public final class Rotation {
  private static final int DECIMALS = 15;

  private Rotation() {}

  /**
   * The turned picture.
   *
   * @param image sides of at most 16384 pixels
   * @param degrees counter-clockwise, any finite angle
   */
  public static Image of(Image image, double degrees) {
    double centreX = image.width() / 2.0;
    double centreY = image.height() / 2.0;
    double angle = -Math.toRadians(modulo360(degrees));
    double cos = rounded(StrictMath.cos(angle));
    double sin = rounded(StrictMath.sin(angle));
    double startX = cos * -centreX + sin * -centreY + centreX;
    double startY = -sin * -centreX + cos * -centreY + centreY;
    return new NearestAffine(cos, sin, startX, -sin, cos, startY).of(image);
  }

  /** Python's {@code %}: the result has the sign of 360. */
  private static double modulo360(double degrees) {
    double remainder = degrees % 360.0;
    return remainder < 0 ? remainder + 360.0 : remainder;
  }

  private static double rounded(double value) {
    return new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).doubleValue();
  }
}
