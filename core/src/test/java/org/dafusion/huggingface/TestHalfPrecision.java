package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestHalfPrecision {
  /** Values from IEEE 754-2019 table 3.5 (binary16) and the definition of its encoding. */
  @ParameterizedTest
  @CsvSource({
    "0000, 0x0p0",
    "8000, -0x0p0",
    "0001, 0x1p-24",
    "03ff, 0x1.ff8p-15",
    "8200, -0x1p-15",
    "0400, 0x1p-14",
    "3555, 0x1.554p-2",
    "3c00, 0x1p0",
    "3c01, 0x1.004p0",
    "c000, -0x1p1",
    "7bff, 65504.0",
    "fbff, -65504.0",
    "7c00, Infinity",
    "fc00, -Infinity",
    "7e00, NaN"
  })
  void f16PatternHasItsValue(String pattern, float value) {
    float widened = HalfPrecision.fromF16((short) Integer.parseInt(pattern, 16));
    assertThat(Float.floatToIntBits(widened)).isEqualTo(Float.floatToIntBits(value));
  }

  @Test
  void everyFiniteF16IsItsSignFractionAndExponent() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      int exponent = bits >> 10 & 0x1f;
      if (exponent < 0x1f) {
        double fraction = (bits & 0x3ff) / 1024.0;
        double magnitude =
            exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * Math.pow(2, exponent - 15);
        assertThat((double) HalfPrecision.fromF16((short) bits))
            .isEqualTo((bits & 0x8000) == 0 ? magnitude : -magnitude);
      }
    }
  }

  @Test
  void nanKeepsSignAndPayload() {
    assertThat(Float.floatToRawIntBits(HalfPrecision.fromF16((short) 0xfe01)))
        .isEqualTo(0xffc02000);
    assertThat(Float.floatToRawIntBits(HalfPrecision.fromBf16((short) 0xffc1)))
        .isEqualTo(0xffc10000);
  }

  @Test
  void everyBf16IsTheUpperHalfOfAFloat() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      assertThat(HalfPrecision.bitsFromBf16((short) bits)).isEqualTo(bits << 16);
    }
  }

  @Test
  void roundingToBf16TakesTheNearestAndTheEvenOneOfTwo() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float value = HalfPrecision.fromBf16((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(HalfPrecision.toBf16(value)).isEqualTo((short) bits);
      }
    }
    assertThat(HalfPrecision.toBf16(Float.intBitsToFloat(0x3f808000))).isEqualTo((short) 0x3f80);
    assertThat(HalfPrecision.toBf16(Float.intBitsToFloat(0x3f818000))).isEqualTo((short) 0x3f82);
    assertThat(HalfPrecision.toBf16(Float.intBitsToFloat(0x3f808001))).isEqualTo((short) 0x3f81);
    assertThat(HalfPrecision.toBf16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
    assertThat(HalfPrecision.fromBf16(HalfPrecision.toBf16(Float.NaN))).isNaN();
  }

  @Test
  void roundingToF16TakesTheNearestAndTheEvenOneOfTwo() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float value = HalfPrecision.fromF16((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(HalfPrecision.toF16(value)).isEqualTo((short) bits);
      }
    }
    assertThat(HalfPrecision.fromF16(HalfPrecision.toF16(Float.NaN))).isNaN();
  }

  /** Halves between neighbours, and what lies just beside them. */
  @ParameterizedTest
  @CsvSource({
    "0x1.002p0, 3c00",
    "0x1.002002p0, 3c01",
    "0x1.006p0, 3c02",
    "-0x1.002p0, bc00",
    "0x1.ffep-15, 0400",
    "0x1.ffcp-15, 0400",
    "0x1.ffbp-15, 03ff",
    "0x1p-25, 0000",
    "0x1.000002p-25, 0001",
    "0x1.8p-24, 0002",
    "65519.996, 7bff",
    "65520, 7c00",
    "-1e30, fc00"
  })
  void betweenTwoF16TheNearerIsTaken(float value, String pattern) {
    assertThat(HalfPrecision.toF16(value)).isEqualTo((short) Integer.parseInt(pattern, 16));
  }
}
