package org.dafusion.jobs.examples;

/** A mask that does not fit its photo; the message says which and why. */
final class UnusableMaskException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param mask its place, or in words which one it is
   * @param reason completes the sentence "Cannot use the mask …: …"
   */
  UnusableMaskException(String mask, String reason) {
    super("Cannot use the mask " + mask + ": " + reason);
  }
}
