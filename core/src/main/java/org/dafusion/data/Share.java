package org.dafusion.data;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A share of a number of images. */
final class Share {
  private Share() {}

  /**
   * Rounded down, as scikit-learn's train_test_split does; exact, as 0.7 * 10 is not.
   *
   * @param fraction as the settings write it, 0 to 1
   */
  static int roundedDown(double fraction, int images) {
    return BigDecimal.valueOf(fraction)
        .multiply(BigDecimal.valueOf(images))
        .setScale(0, RoundingMode.FLOOR)
        .intValueExact();
  }
}
