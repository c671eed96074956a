package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestImageEncoder {
  private final ImageDecoder decoder = new ImageDecoder(1_000_000);

  @Test
  void pngLosesNothing() throws Exception {
    Image image = DrawnImages.gradient(67, 45);

    assertThat(decoder.decode(ImageEncoder.png(image))).isEqualTo(image);
  }

  @Test
  void jpegStaysCloseToThePicture() throws Exception {
    Image image = DrawnImages.gradient(64, 48);
    Image decoded = decoder.decode(ImageEncoder.jpeg(image, 0.95f));
    int largest = 0;
    for (int y = 0; y < 48; y++) {
      for (int x = 0; x < 64; x++) {
        for (int c = 0; c < 3; c++) {
          int difference = Math.abs(decoded.sample(x, y, c) - image.sample(x, y, c));
          largest = Math.max(largest, difference);
        }
      }
    }

    assertThat(largest).isBetween(1, 16);
  }

  @Test
  void qualityIsSize() {
    Image image = DrawnImages.gradient(64, 48);

    assertThat(ImageEncoder.jpeg(image, 0.3f)).hasSizeLessThan(ImageEncoder.jpeg(image, 1).length);
  }

  @Test
  void theSamePictureGivesTheSameBytes() {
    Image image = DrawnImages.gradient(64, 48);

    assertThat(ImageEncoder.png(image)).isEqualTo(ImageEncoder.png(image));
    assertThat(ImageEncoder.jpeg(image, 0.9f)).isEqualTo(ImageEncoder.jpeg(image, 0.9f));
    assertThat(new String(ImageEncoder.png(image), StandardCharsets.ISO_8859_1))
        .doesNotContain("tIME", "tEXt", "iTXt", "zTXt");
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, 1.01f, Float.NaN})
  void refusesAQualityOutsideItsScale(float quality) {
    assertThatThrownBy(() -> ImageEncoder.jpeg(DrawnImages.gradient(4, 4), quality))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid JPEG quality: must be above 0 and at most 1, found " + quality);
  }
}
