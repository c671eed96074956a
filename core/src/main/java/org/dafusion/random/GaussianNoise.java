package org.dafusion.random;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Standard normal noise as a function of a seed.
 *
 * <p>The seed is expanded to the 256 bits of xoshiro256++ (Blackman and Vigna) by four outputs of
 * SplitMix64 (Steele, Lea and Flood), as the generator's authors advise; normal values come from
 * the modified ziggurat (McFarland) of Commons RNG in double precision and are rounded to float.
 * The stream is the project's own: it equals neither NumPy's nor torch's.
 */
public final class GaussianNoise {
  private static final int STATE_WORDS = 4;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private GaussianNoise() {}

  /**
   * The first {@code count} values of the stream that belongs to {@code seed}; a longer request
   * begins with the values of a shorter one.
   *
   * @param seed any value
   * @param count at least 0
   */
  public static float[] of(long seed, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("Invalid count: must be at least 0, found " + count);
    }
    UniformRandomProvider generator = RandomSource.XO_SHI_RO_256_PP.create(expand(seed));
    ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(generator);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) normal.sample();
    }
    return values;
  }

  /**
   * Four outputs of SplitMix64; never all zero, which is the one state that xoshiro cannot leave.
   */
  static long[] expand(long seed) {
    long[] state = new long[STATE_WORDS];
    long counter = seed;
    for (int i = 0; i < STATE_WORDS; i++) {
      counter += GOLDEN_GAMMA;
      long z = counter;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      state[i] = z ^ (z >>> 31);
    }
    return state;
  }
}
