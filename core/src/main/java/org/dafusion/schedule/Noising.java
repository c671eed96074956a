package org.dafusion.schedule;

/**
 * Weights by which a clean sample and Gaussian noise are mixed: {@code signal * clean + noise *
 * gaussian}.
 *
 * @param signal weight of the clean sample
 * @param noise weight of the standard normal noise
 */
public record Noising(double signal, double noise) {
  /** Leaves clean samples as they are. */
  public static final Noising NONE = new Noising(1, 0);

  /**
   * The mixture, element by element, in a new array. In single precision throughout, as the
   * original, so that noised samples agree to the bit.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public float[] apply(float[] clean, float[] gaussian) {
    if (clean.length != gaussian.length) {
      throw new IllegalArgumentException(
          "Cannot add noise because the sample has "
              + clean.length
              + " values and the noise "
              + gaussian.length);
    }
    float[] mixed = new float[clean.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (float) signal * clean[i] + (float) noise * gaussian[i];
    }
    return mixed;
  }
}
