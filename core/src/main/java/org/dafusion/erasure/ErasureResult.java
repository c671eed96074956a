package org.dafusion.erasure;

/**
 * How a training ended.
 *
 * @param iterations done
 * @param loss of the last iteration
 * @param reason why it stopped early; null where it did not
 */
public record ErasureResult(int iterations, double loss, String reason) {
  /** Whether training left the range of numbers. */
  public boolean diverged() {
    return reason != null;
  }
}
