package org.dafusion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.Parity;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.UndecodableImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestRotationAndFlip {
  private static final String ROTATE = "out.rotate_nearest.";

  @Test
  void rotationIsPillowsAtEveryAngle() throws Exception {
    Image image = picture();
    int angles = 0;
    try (GoldenCase golden = GoldenCase.shipped("transform/rotate_flip")) {
      for (String name : golden.reader().tensors().keySet()) {
        if (name.startsWith(ROTATE)) {
          double degrees = Double.parseDouble(name.substring(ROTATE.length()));
          assertSame(golden, name, Rotation.of(image, degrees));
          angles++;
        }
      }
    }
    assertThat(angles).isEqualTo(8);
  }

  @Test
  void flipIsPillows() throws Exception {
    try (GoldenCase golden = GoldenCase.shipped("transform/rotate_flip")) {
      assertSame(golden, "out.hflip", HorizontalFlip.of(picture()));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {360, -720, 0})
  void wholeTurnsChangeNothing(double degrees) throws Exception {
    assertThat(Rotation.of(picture(), degrees)).isEqualTo(picture());
  }

  @Test
  void halfTurnReversesThePicture() throws Exception {
    Image image = picture();
    Image turned = Rotation.of(image, 180);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        assertThat(turned.sample(x, y, 0))
            .isEqualTo(image.sample(image.width() - 1 - x, image.height() - 1 - y, 0));
      }
    }
  }

  @Test
  void pictureTooLongForFixedPointIsRefused() {
    assertThatThrownBy(() -> Rotation.of(new Image(16385, 1, new byte[16385 * 3]), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid picture to move: must have sides up to 16384, found Image 16385 x 1");
  }

  private static void assertSame(GoldenCase golden, String tensor, Image actual) {
    long[] samples = golden.reader().longs(tensor);
    byte[] expected = new byte[samples.length];
    long largest = 0;
    byte[] rgb = actual.rgb();
    for (int i = 0; i < samples.length; i++) {
      expected[i] = (byte) samples[i];
      largest = Math.max(largest, Math.abs(samples[i] - (rgb[i] & 0xff)));
    }
    Parity.note("vision/rotate_flip", largest, 0);
    assertThat(rgb).as(tensor).isEqualTo(expected);
  }

  private static Image picture() throws IOException, UndecodableImageException {
    byte[] file = Files.readAllBytes(GoldenData.shipped("transform/aug_48x40.png"));
    return new ImageDecoder(1_000_000).decode(file);
  }
}
