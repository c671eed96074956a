package org.dafusion.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.dafusion.GoldenData;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against pictures that Pillow 12.3 made: converted to HSV, the hue shifted, and back. */
class TestHue {
  @ParameterizedTest
  @ValueSource(ints = {40, 129, 230})
  void everyColourIsAsPillowTurnsIt(int steps) throws Exception {
    assertThat(Hue.turned(picture("source"), steps)).isEqualTo(picture("turned-" + steps));
  }

  @ParameterizedTest
  @ValueSource(ints = {-216, 296})
  void stepsGoRound(int steps) throws Exception {
    assertThat(Hue.turned(picture("source"), steps)).isEqualTo(picture("turned-40"));
  }

  private static Image picture(String name) throws Exception {
    return new ImageDecoder(1_000_000)
        .decode(Files.readAllBytes(GoldenData.shipped("transform/hue/" + name + ".png")));
  }
}
