package org.dafusion.image;

/**
 * For every new pixel along one axis, which old pixels it is made of and with what weights.
 *
 * <p>The arithmetic is Pillow's {@code precompute_coeffs} and {@code normalize_coeffs_8bpc}:
 * weights in double precision, normalised, then rounded to integers of {@link #PRECISION_BITS}
 * fractional bits. Immutable by agreement: nobody writes to the arrays.
 *
 * @param first index of the first old pixel, for every new one
 * @param count number of old pixels, for every new one
 * @param stride distance between the weights of neighbouring new pixels
 * @param weights weight k of new pixel i at i x stride + k
 */
record FilterWeights(int[] first, int[] count, int stride, int[] weights) {
  /** 32 bits less 8 for the sample and 2 for overshoot and sign. */
  static final int PRECISION_BITS = 32 - 8 - 2;

  static FilterWeights of(int oldLength, int newLength, Resample filter) {
    double scale = (double) oldLength / newLength;
    double stretch = Math.max(scale, 1);
    double support = filter.support() * stretch;
    double inverseStretch = 1 / stretch;
    int stride = (int) Math.ceil(support) * 2 + 1;
    int[] first = new int[newLength];
    int[] count = new int[newLength];
    int[] weights = new int[Math.multiplyExact(newLength, stride)];
    double[] exact = new double[stride];
    for (int i = 0; i < newLength; i++) {
      double center = (i + 0.5) * scale;
      first[i] = Math.max((int) (center - support + 0.5), 0);
      count[i] = Math.min((int) (center + support + 0.5), oldLength) - first[i];
      double sum = 0;
      for (int k = 0; k < count[i]; k++) {
        exact[k] = filter.weight((k + first[i] - center + 0.5) * inverseStretch);
        sum += exact[k];
      }
      for (int k = 0; k < count[i]; k++) {
        weights[i * stride + k] = fixedPoint(sum == 0 ? exact[k] : exact[k] / sum);
      }
    }
    return new FilterWeights(first, count, stride, weights);
  }

  private static int fixedPoint(double weight) {
    double scaled = weight * (1 << PRECISION_BITS);
    return (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
  }
}
