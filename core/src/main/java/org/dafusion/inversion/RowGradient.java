package org.dafusion.inversion;

/**
 * What a row gives back.
 *
 * @param loss mean of the squared error over all its values
 * @param gradient of the loss towards the concept's vectors, one after the other
 */
record RowGradient(float loss, float[] gradient) {
  /** Whether numbers grew too large on the way back alone. */
  boolean overflowed() {
    if (!Float.isFinite(loss)) {
      return false;
    }
    for (float value : gradient) {
      if (!Float.isFinite(value)) {
        return true;
      }
    }
    return false;
  }
}
