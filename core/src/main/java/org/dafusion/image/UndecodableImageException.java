package org.dafusion.image;

/**
 * Bytes that are no picture which can be used; the message says why.
 *
 * <p>Checked, because a dataset of real photos has such files: the caller makes a refused row of
 * one and goes on.
 */
public final class UndecodableImageException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason completes the sentence "Cannot decode image because …"
   */
  public UndecodableImageException(String reason) {
    super("Cannot decode image because " + reason);
  }

  UndecodableImageException(String reason, Throwable cause) {
    super("Cannot decode image because " + reason, cause);
  }
}
