package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestMask {
  @Test
  void aWindowOfSixteenGrowsByLessToTheTopAndLeft() {
    Mask grown = withOnePixel(40, 30, 20, 15).grown(16);
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 40; x++) {
        boolean near = x >= 20 - 7 && x <= 20 + 8 && y >= 15 - 7 && y <= 15 + 8;
        assertThat(grown.value(x, y)).isEqualTo(near ? 200 : 0);
      }
    }
  }

  @Test
  void anOddWindowGrowsEvenly() {
    assertThat(withOnePixel(5, 1, 2, 0).grown(3).values())
        .containsExactly(bytes(0, 200, 200, 200, 0));
  }

  @Test
  void growthEndsAtTheEdges() {
    assertThat(withOnePixel(3, 2, 0, 0).grown(2).values())
        .containsExactly(bytes(200, 200, 0, 200, 200, 0));
    assertThat(withOnePixel(3, 2, 2, 1).grown(Integer.MAX_VALUE).values())
        .containsExactly(bytes(200, 200, 200, 200, 200, 200));
  }

  @Test
  void aWindowOfOneChangesNothing() {
    Mask mask = withOnePixel(4, 3, 1, 1);
    assertThat(mask.grown(1)).isEqualTo(mask);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aWindowHasAPixel(int window) {
    assertThatThrownBy(() -> withOnePixel(2, 2, 0, 0).grown(window))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid window: must be at least 1 pixel, found " + window);
  }

  @Test
  void theComplementTurnsExactlyWhatCountsAsObject() {
    byte[] values = new byte[256];
    IntStream.range(0, 256).forEach(i -> values[i] = (byte) i);
    Mask inverted = new Mask(256, 1, values).inverted();
    for (int x = 0; x < 256; x++) {
      assertThat(inverted.value(x, 0)).isEqualTo(255 - x);
      assertThat(inverted.value(x, 0) >= 128).isEqualTo(x < 128);
    }
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static Mask withOnePixel(int width, int height, int x, int y) {
    byte[] values = new byte[width * height];
    values[y * width + x] = (byte) 200;
    return new Mask(width, height, values);
  }
}
