package org.dafusion.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.dafusion.image.Image;
import org.dafusion.report.ContactSheet.Tile;
import org.junit.jupiter.api.Test;

class TestContactSheet {
  private static final int RED = 200;

  @Test
  void laysTilesOutRowByRow() {
    Image sheet = ContactSheet.of(Collections.nCopies(5, new Tile(plain(8, 8), "")), 3, 16);

    // Three columns of 16 + 6 and one gap; two rows of 16 + 6 + 8 + 6 and one gap.
    assertThat(sheet.width()).isEqualTo(3 * 22 + 6);
    assertThat(sheet.height()).isEqualTo(2 * 36 + 6);
    assertThat(sheet.sample(6 + 2 * 22, 6, 0)).as("third tile of the first row").isEqualTo(RED);
    assertThat(sheet.sample(6 + 22, 6 + 36, 0)).as("second tile of the second row").isEqualTo(RED);
    assertThat(sheet.sample(6 + 2 * 22, 6 + 36, 0)).as("no sixth tile").isEqualTo(255);
  }

  @Test
  void isNoWiderThanItsTiles() {
    Image sheet = ContactSheet.of(List.of(new Tile(plain(8, 8), "")), 8, 16);

    assertThat(sheet.width()).isEqualTo(22 + 6);
  }

  @Test
  void keepsProportionsAndStandsPicturesOnTheirCaption() {
    Image sheet = ContactSheet.of(List.of(new Tile(plain(40, 10), "")), 1, 16);

    assertThat(sheet.sample(6, 6 + 11, 0)).as("above a picture of 16 x 4").isEqualTo(255);
    assertThat(sheet.sample(6, 6 + 12, 0)).isEqualTo(RED);
    assertThat(sheet.sample(6 + 15, 6 + 15, 0)).isEqualTo(RED);
  }

  @Test
  void writesTheCaptionBelow() {
    Image sheet = ContactSheet.of(List.of(new Tile(plain(8, 8), "T")), 1, 16);

    assertThat(drawn(sheet, 6, 6 + 16 + 6))
        .containsExactly("#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#..", ".....");
  }

  @Test
  void cutsCaptionsThatAreTooWide() {
    assertThat(DotFont.cut("real-guidance", 13 * 6 - 1)).isEqualTo("real-guidance");
    assertThat(DotFont.cut("real-guidance", 13 * 6 - 2)).isEqualTo("real-guida..");
    assertThat(DotFont.cut("real", 11)).isEqualTo("re");
  }

  @Test
  void showsUnknownLettersAsQuestionMarks() {
    Image unknown = ContactSheet.of(List.of(new Tile(plain(8, 8), "é")), 1, 16);
    Image question = ContactSheet.of(List.of(new Tile(plain(8, 8), "?")), 1, 16);

    assertThat(unknown).isEqualTo(question);
  }

  @Test
  void rejectsASheetOfNothing() {
    assertThatThrownBy(() -> ContactSheet.of(List.of(), 3, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("found 0, 3, 64");
  }

  private static Image plain(int width, int height) {
    byte[] rgb = new byte[width * height * Image.CHANNELS];
    Arrays.fill(rgb, (byte) RED);
    return new Image(width, height, rgb);
  }

  private static List<String> drawn(Image sheet, int left, int top) {
    String[] rows = new String[DotFont.LINE_HEIGHT];
    for (int row = 0; row < rows.length; row++) {
      StringBuilder dots = new StringBuilder();
      for (int column = 0; column < DotFont.GLYPH_WIDTH; column++) {
        dots.append(sheet.sample(left + column, top + row, 0) < 128 ? '#' : '.');
      }
      rows[row] = dots.toString();
    }
    return List.of(rows);
  }
}
