package org.dafusion.jobs.examples;

/** A mask that does not fit its photo; the message says which and why. */
final class UnusableMaskException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param uri of the mask
   * @param reason completes the sentence "Cannot use the mask …: …"
   */
  UnusableMaskException(String uri, String reason) {
    super("Cannot use the mask " + uri + ": " + reason);
  }
}
