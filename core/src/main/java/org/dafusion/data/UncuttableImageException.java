package org.dafusion.data;

/**
 * A picture that a {@link Cut} does not fit; the message says why.
 *
 * <p>Checked, because a dataset of real photos has such files: the caller makes a refused row of
 * one and goes on.
 */
public final class UncuttableImageException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason completes the sentence "Cannot cut image because …"
   */
  UncuttableImageException(String reason) {
    super("Cannot cut image because " + reason);
  }
}
