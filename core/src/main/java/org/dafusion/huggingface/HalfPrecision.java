package org.dafusion.huggingface;

/**
 * The two 16-bit floating-point formats, widened exactly: every one of their values is a float; and
 * floats rounded to one of them.
 */
final class HalfPrecision {
  private static final int FRACTION_BITS = 10;
  private static final int EXPONENT_MASK = 0x1f;
  private static final int FRACTION_MASK = (1 << FRACTION_BITS) - 1;

  private HalfPrecision() {}

  /** bfloat16: the upper half of a float's bits. */
  static float fromBf16(short bits) {
    return Float.intBitsToFloat(bitsFromBf16(bits));
  }

  /** The nearest bfloat16, of two equally near the one with an even last bit, as PyTorch rounds. */
  static short toBf16(float value) {
    if (Float.isNaN(value)) {
      return (short) 0x7fc0;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  /** The nearest binary16, of two equally near the one with an even last bit, as PyTorch rounds. */
  static short toF16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    } else if (magnitude >= 65520) { // halfway to what the next exponent would hold
      return (short) (sign | 0x7c00);
    } else if (magnitude < 0x1p-14f) { // subnormal: a multiple of 2^-24
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int shift = 23 - FRACTION_BITS;
    int rebased = (bits & 0x7fffffff) - (127 - 15 << 23);
    return (short) (sign | rebased + (1 << shift - 1) - 1 + (rebased >>> shift & 1) >>> shift);
  }

  /** The bits of the float that has a bfloat16's value. */
  static int bitsFromBf16(short bits) {
    return bits << 16;
  }

  /** IEEE 754 binary16: 1 sign, 5 exponent (bias 15) and 10 fraction bits. */
  static float fromF16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> FRACTION_BITS & EXPONENT_MASK;
    int fraction = bits & FRACTION_MASK;
    if (exponent == EXPONENT_MASK) { // infinity, or a NaN whose payload is kept
      return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
    }
    if (exponent == 0) { // zero or subnormal: fraction * 2^-24, which a float holds as it is
      float magnitude = fraction * 0x1p-24f;
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude));
    }
    return Float.intBitsToFloat(sign | exponent + (127 - 15) << 23 | fraction << 13);
  }
}
