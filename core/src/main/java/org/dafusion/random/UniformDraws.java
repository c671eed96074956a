package org.dafusion.random;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Uniform numbers as a function of a seed: xoshiro256++, seeded as {@link GaussianNoise}.
 *
 * <p>The stream is the project's own: it equals neither NumPy's nor torch's. Mutable, and not for
 * use by several threads.
 */
public final class UniformDraws {
  private final UniformRandomProvider generator;

  /**
   * @param seed any value
   */
  public UniformDraws(long seed) {
    generator = RandomSource.XO_SHI_RO_256_PP.create(GaussianNoise.expand(seed));
  }

  /** A number from 0 to below 1, a multiple of 2^-53. */
  public double unit() {
    return generator.nextDouble();
  }

  /** A number from {@code low} to {@code high}. */
  public double between(double low, double high) {
    return low + unit() * (high - low);
  }

  /**
   * A whole number from 0 to below {@code bound}, without bias.
   *
   * @param bound at least 1
   */
  public int below(int bound) {
    return generator.nextInt(bound);
  }
}
