package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dafusion.image.Image;
import org.dafusion.image.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestCut {
  /** Every pixel of the picture tells where it is. */
  private static Image places(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rgb[(y * width + x) * 3] = (byte) x;
        rgb[(y * width + x) * 3 + 1] = (byte) y;
      }
    }
    return new Image(width, height, rgb);
  }

  @Test
  void aBannerIsCutOffTheBottom() throws UncuttableImageException {
    Image cut = new Cut.WithoutBottom(20).of(places(30, 50));

    assertThat(cut).isEqualTo(places(30, 30));
  }

  /** Of 9 x 10 pixels the centre is at 4, 5; squares of 3 that share it as a corner. */
  @ParameterizedTest
  @CsvSource({"0, 1, 2", "1, 4, 2", "2, 1, 5", "3, 4, 5"})
  void fourSquaresShareTheCentre(int quarter, int left, int top) throws UncuttableImageException {
    Cut cut = new Cut.BesideCentre(3, quarter);

    Image image = cut.of(places(9, 10));

    assertThat(image.width()).isEqualTo(3);
    assertThat(image.height()).isEqualTo(3);
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 3; x++) {
        assertThat(image.sample(x, y, 0)).isEqualTo(left + x);
        assertThat(image.sample(x, y, 1)).isEqualTo(top + y);
      }
    }
  }

  @Test
  void aMaskIsCutAsItsPicture() throws UncuttableImageException {
    Mask mask = new Mask(4, 4, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});

    assertThat(new Cut.BesideCentre(2, 1).of(mask))
        .isEqualTo(new Mask(2, 2, new byte[] {2, 3, 6, 7}));
    assertThat(new Cut.WithoutBottom(3).of(mask))
        .isEqualTo(new Mask(4, 1, new byte[] {0, 1, 2, 3}));
  }

  @Test
  void picturesThatAreTooSmallAreRefused() {
    assertThatThrownBy(() -> new Cut.BesideCentre(250, 0).of(places(500, 499)))
        .isInstanceOf(UncuttableImageException.class)
        .hasMessage(
            "Cannot cut image because it has 500 x 499 pixels, and four squares of 250 around its"
                + " centre need 500 x 500");
    assertThatThrownBy(() -> new Cut.WithoutBottom(20).of(places(30, 20)))
        .isInstanceOf(UncuttableImageException.class)
        .hasMessage(
            "Cannot cut image because it has 30 x 20 pixels, and nothing is left of it without its"
                + " lowest 20 rows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"without-bottom 20", "beside-centre 250 0", "beside-centre 1 3"})
  void itsTextSaysAll(String text) {
    assertThat(Cut.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "without-bottom",
        "without-bottom 0",
        "beside-centre 250 4",
        "beside-centre 0 1"
      })
  void otherTextIsNoCut(String text) {
    assertThatThrownBy(() -> Cut.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
