package org.dafusion.image;

/**
 * Words or numbers that describe no mask; the message says why.
 *
 * <p>Checked, because annotations of real datasets have such masks: the caller makes a refused row
 * of one and goes on.
 */
public final class InvalidMaskException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason a clause about the mask, such as "it has no size"
   */
  public InvalidMaskException(String reason) {
    super(reason);
  }

  /** How many pixels a mask of this size has, if an array can hold them. */
  static int checkedPixels(int height, int width) throws InvalidMaskException {
    long pixels = (long) height * width;
    if (height < 1 || width < 1 || pixels > Integer.MAX_VALUE - 8) {
      throw new InvalidMaskException(
          "its size is %s: both sides must be at least 1, and their product an array's length"
              .formatted(new ImageSize(width, height)));
    }
    return (int) pixels;
  }
}
