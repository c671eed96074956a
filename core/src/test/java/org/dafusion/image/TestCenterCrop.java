package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCenterCrop {
  // torchvision: int(round((width - 4) / 2.0)); transformers: (width - 4) // 2
  @ParameterizedTest
  @CsvSource({"4, 0, 0", "5, 0, 0", "6, 1, 1", "7, 2, 1", "8, 2, 2", "9, 2, 2", "11, 4, 3"})
  void marginsAreRoundedAsInTheLibraryOfTheModel(int width, int torchvision, int transformers) {
    byte[] rgb = new byte[width * 6 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % width);
    }
    Image image = new Image(width, 6, rgb);

    assertThat(CenterCrop.of(image, 4, 6).sample(0, 0, 0)).isEqualTo(torchvision);
    assertThat(CenterCrop.roundingDown(image, 4, 6).sample(0, 0, 0)).isEqualTo(transformers);
  }

  @Test
  void cutsTheMiddle() {
    Image image = DrawnImages.gradient(9, 8);
    Image cut = CenterCrop.of(image, 3, 2);

    assertThat(cut.width()).isEqualTo(3);
    assertThat(cut.height()).isEqualTo(2);
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 3; x++) {
        for (int c = 0; c < 3; c++) {
          assertThat(cut.sample(x, y, c)).isEqualTo(image.sample(x + 3, y + 3, c));
        }
      }
    }
  }

  @Test
  void refusesACropLargerThanThePicture() {
    assertThatThrownBy(() -> CenterCrop.of(DrawnImages.gradient(9, 8), 9, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid crop: must be between 1 x 1 and the picture's 9 x 8, found 9 x 10");
  }
}
