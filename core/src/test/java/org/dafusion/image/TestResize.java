package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Pillow's own values in {@link TestPillowParity} leave open. */
class TestResize {
  @ParameterizedTest
  @EnumSource(Resample.class)
  void theSameSizeIsTheSamePicture(Resample filter) {
    Image image = DrawnImages.gradient(13, 7);

    assertThat(Resize.to(image, 13, 7, filter)).isEqualTo(image);
  }

  @ParameterizedTest
  @EnumSource(Resample.class)
  void oneColourStaysOneColour(Resample filter) {
    byte[] rgb = new byte[40 * 30 * 3];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) 255;
      rgb[i + 1] = 77;
    }

    byte[] resized = Resize.to(new Image(40, 30, rgb), 17, 90, filter).rgb();

    for (int i = 0; i < resized.length; i += 3) {
      assertThat(new byte[] {resized[i], resized[i + 1], resized[i + 2]})
          .containsExactly(255, 77, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Resample.class)
  void onePixelFillsAnySize(Resample filter) {
    Mask mask = new Mask(1, 1, new byte[] {(byte) 200});

    assertThat(Resize.to(mask, 3, 2, filter))
        .isEqualTo(new Mask(3, 2, new byte[] {-56, -56, -56, -56, -56, -56}));
  }

  @Test
  void theShorterSideDecidesAndTheLongerIsRoundedDown() {
    Image wide = Resize.shorterSideTo(DrawnImages.gradient(300, 231), 256, Resample.BILINEAR);
    assertThat(wide.width()).isEqualTo(332);
    assertThat(wide.height()).isEqualTo(256);

    Image tall = Resize.shorterSideTo(DrawnImages.gradient(90, 400), 224, Resample.BILINEAR);
    assertThat(tall.width()).isEqualTo(224);
    assertThat(tall.height()).isEqualTo(995);
  }

  @Test
  void refusesAnEmptySize() {
    assertThatThrownBy(() -> Resize.to(DrawnImages.gradient(5, 5), 0, 4, Resample.BICUBIC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid size: must be at least 1 x 1, found 0 x 4");
  }

  @Test
  void aPhotoIsResizedInMilliseconds() {
    Image photo = DrawnImages.gradient(400, 500);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      Resize.to(photo, 512, 512, Resample.LANCZOS);
      best = Math.min(best, System.nanoTime() - start);
    }

    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
  }
}
