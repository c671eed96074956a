package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestMask {
  private static final ImageDecoder DECODER = new ImageDecoder(1_000_000);

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

  @Test
  void aMaskSurvivesAPngFile() throws Exception {
    byte[] values = new byte[256];
    IntStream.range(0, 256).forEach(i -> values[i] = (byte) i);
    Mask mask = new Mask(32, 8, values);
    byte[] png = ImageEncoder.png(mask);
    assertThat(DECODER.decodeMask(png)).isEqualTo(mask);
    // colour type of the header chunk
    assertThat(png[25]).isZero();
  }

  @Test
  void coloursCountByTheirBrightness() throws Exception {
    byte[] rgb = bytes(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255);
    Mask mask = DECODER.decodeMask(ImageEncoder.png(new Image(4, 1, rgb)));
    // Image.convert("L") of Pillow
    assertThat(mask.values()).containsExactly(bytes(76, 150, 29, 255));
    assertThat(mask.binary().values()).containsExactly(bytes(0, 255, 0, 255));
    assertThat(mask.largest()).isEqualTo(255);
  }

  @Test
  void valuesFrom128OnAreTheObject() {
    assertThat(new Mask(4, 1, bytes(0, 127, 128, 255)).binary().values())
        .containsExactly(bytes(0, 0, 255, 255));
    assertThat(new Mask(2, 1, bytes(0, 127)).largest()).isEqualTo(127);
  }

  @Test
  void whatIsNoPictureIsNoMask() {
    assertThatThrownBy(() -> DECODER.decodeMask(new byte[0]))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessage("Cannot decode image because the file is empty (0 bytes)");
    byte[] png = ImageEncoder.png(withOnePixel(40, 30, 3, 3));
    assertThatThrownBy(() -> DECODER.decodeMask(Arrays.copyOf(png, png.length - 20)))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessageContaining("the PNG is truncated");
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
