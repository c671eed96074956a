package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestSymmetry {
  /** A B C over D E F. */
  @ParameterizedTest
  @CsvSource({
    "HORIZONTAL_FLIP, CBA/FED",
    "VERTICAL_FLIP, DEF/ABC",
    "TURN_90, CF/BE/AD",
    "TURN_180, FED/CBA",
    "TURN_270, DA/EB/FC"
  })
  void pixelsGoWhereTheNameSays(Symmetry symmetry, String expected) {
    assertThat(rows(symmetry.of(letters("ABC/DEF")))).isEqualTo(expected);
  }

  private static Image letters(String rows) {
    String[] lines = rows.split("/");
    byte[] rgb = new byte[lines.length * lines[0].length() * Image.CHANNELS];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i / Image.CHANNELS;
      rgb[i] = (byte) lines[pixel / lines[0].length()].charAt(pixel % lines[0].length());
    }
    return new Image(lines[0].length(), lines.length, rgb);
  }

  private static String rows(Image image) {
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < image.height(); y++) {
      text.append(y == 0 ? "" : "/");
      for (int x = 0; x < image.width(); x++) {
        text.append((char) image.sample(x, y, 1));
      }
    }
    return text.toString();
  }
}
