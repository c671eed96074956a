package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.dafusion.GoldenData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestImageDecoder {
  private final ImageDecoder decoder = new ImageDecoder(1_000_000);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline420.jpg",
        "baseline422.jpg",
        "baseline444.jpg",
        "progressive.jpg",
        "restart.jpg",
        "grey.jpg",
        "rgb_coded.jpg",
        "cmyk.jpg",
        "ycck.jpg",
        "no_jfif.jpg",
        "orientation1.jpg",
        "orientation2.jpg",
        "orientation3.jpg",
        "orientation4.jpg",
        "orientation5.jpg",
        "orientation6.jpg",
        "orientation7.jpg",
        "orientation8.jpg",
        "orientation6.png",
        "palette.png",
        "palette1.png",
        "palette_transparent.png",
        "grey.png",
        "grey4.png",
        "grey16.png",
        "bits.png",
        "rgba.png",
        "grey_alpha.png",
        "transparent_colour.png",
        "rgb16.png",
        "rgba16.png",
        "grey_alpha16.png",
        "gamma.png",
        "interlaced.png",
        "palette.gif",
        "rgb.bmp",
        "grey.bmp",
        "palette.bmp",
        "rgba.bmp"
      })
  void picturesAreThoseOfPillow(String name) throws Exception {
    assertPixelsOfPillow(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "swapping_profile.jpg",
        "broken_profile.jpg",
        "grey_profile.jpg",
        "swapping_profile.png"
      })
  void colourProfilesAreNotApplied(String name) throws Exception {
    assertPixelsOfPillow(name);
  }

  private void assertPixelsOfPillow(String name) throws Exception {
    byte[] file = read(name);
    Image decoded = decoder.decode(file);
    BufferedImage expected =
        ImageIO.read(GoldenData.shipped(path(name + ".expected.png")).toFile());

    assertThat(decoder.dimensions(file))
        .isEqualTo(new ImageSize(expected.getWidth(), expected.getHeight()))
        .isEqualTo(new ImageSize(decoded.width(), decoded.height()));
    int[] rgb =
        expected.getRGB(0, 0, expected.getWidth(), expected.getHeight(), null, 0, decoded.width());
    int largestError = 0;
    for (int i = 0; i < rgb.length; i++) {
      for (int c = 0; c < Image.CHANNELS; c++) {
        // The expected files are plain RGB or palettes, which getRGB returns unchanged.
        int wanted = rgb[i] >> (16 - 8 * c) & 0xff;
        int found = decoded.sample(i % decoded.width(), i / decoded.width(), c);
        largestError = Math.max(largestError, Math.abs(found - wanted));
      }
    }
    assertThat(largestError).isZero();
  }

  @Test
  void bytesAfterTheEndOfAPictureAreIgnored() throws Exception {
    byte[] file = read("baseline420.jpg");
    byte[] longer = Arrays.copyOf(file, file.length + 100);

    assertThat(decoder.decode(longer)).isEqualTo(decoder.decode(file));
  }

  @Test
  void pluginsAreFoundWhateverTheContextClassLoader() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      assertThat(decoder.decode(read("cmyk.jpg")).width()).isEqualTo(30);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void aPictureOfExactlyTheLimitIsAccepted() throws Exception {
    assertThat(new ImageDecoder(30 * 21).decode(read("rgba.png")).width()).isEqualTo(30);
    assertThatThrownBy(() -> new ImageDecoder(30 * 21 - 1).decode(read("rgba.png")))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessage(
            "Cannot decode image because its declared size is 30 x 21, 630 pixels, and at most 629"
                + " are allowed");
  }

  @Test
  void refusesALimitBeyondWhatAnArrayHolds() {
    assertThatThrownBy(() -> new ImageDecoder(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid pixel limit: must be at least 1, found 0");
    assertThatThrownBy(() -> new ImageDecoder(1L << 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid pixel limit: must be between 1 and 715827882, found 4294967296");
  }

  private static byte[] read(String name) throws IOException {
    Path file = GoldenData.shipped(path(name));
    return Files.readAllBytes(file);
  }

  private static String path(String name) {
    return "image/decode/" + name;
  }
}
