package org.dafusion.jobs.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.image.DrawnPalette;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestStoredMasks {
  private static final Configuration HADOOP = new Configuration(false);
  private static final StoredMasks MASKS =
      new StoredMasks(new ImageDecoder(100), 1_000_000, HADOOP);

  @TempDir private Path folder;
  private String palette;
  private String moved;

  @BeforeEach
  void write() throws IOException {
    byte[] png = DrawnPalette.png("1122", "##33");
    palette = Files.write(folder.resolve("a.png"), png).toString();
    moved = Files.write(folder.resolve("b.png"), png).toString();
  }

  @Test
  void eachFormIsDrawnWhereItsPhotoIsOfItsSize() throws Exception {
    assertThat(drawn("palette-index:2:" + palette)).containsExactly("..##", "....");
    assertThat(drawn("palette-index:255:" + palette)).containsExactly("....", "##..");
    assertThat(drawn("coco-counts:h2,w4:1,2,5")).containsExactly(".#..", "#...");
    assertThat(drawn("coco-rle:h2,w4:125")).containsExactly(".#..", "#...");
    assertThat(drawn("coco-polygons:h2,w4:0,0,4,0,4,1,0,1")).containsExactly("####", "....");
    // colours, all of which are black
    assertThat(drawn(palette)).containsExactly("....", "....");
  }

  @Test
  void whatIsNoMaskOfThePhotoIsToldByItsPlaceOrInWords() {
    assertRefused(
        "coco-polygons:h30000,w30000:0,0,4,0,4,1,0,1",
        "of 1 polygons in its annotation: it has 30000 x 30000 pixels, and the photo 4 x 2");
    assertRefused(
        "coco-counts:h4,w2:8",
        "of 1 run lengths in its annotation: it has 2 x 4 pixels, and the photo 4 x 2");
    assertRefused(
        "coco-counts:h2,w4:1,2,3",
        "of 3 run lengths in its annotation: its 3 run lengths add up to 6, and 4 x 2 has 8"
            + " pixels");
    assertRefused(
        "coco-rle:h2,w4:" + "~".repeat(80),
        "coco-rle:h2,w4:"
            + "~".repeat(45)
            + "…: its run lengths have the character '~' at 0: must be '0' to 'o'");
    String absent = folder.resolve("c.png").toString();
    assertThatThrownBy(() -> MASKS.read("palette-index:1:" + absent, photo()))
        .isInstanceOf(UnusableMaskException.class)
        .hasMessageStartingWith("Cannot use the mask of the index 1 in " + absent + ": ");
  }

  /** So that a mask that changes makes a new run, and a dataset that moves does not. */
  @Test
  void theIdentityIsTheContentAndNotThePlace() throws Exception {
    assertThat(identity(palette)).isEqualTo(identity(moved));
    assertThat(identity("palette-index:1:" + palette))
        .isEqualTo(identity("palette-index:1:" + moved))
        .isNotEqualTo(identity("palette-index:2:" + palette))
        .isNotEqualTo(identity(palette));
    assertThat(identity("coco-polygons:h2,w4:0,0,4,0,4,1,0,1"))
        .isEqualTo(identity("coco-polygons:h2,w4:0,0,4,0,4,1,0,1"))
        .isNotEqualTo(identity("coco-polygons:h2,w4:0,0,4,0,4,2,0,2"));

    Files.write(folder.resolve("b.png"), DrawnPalette.png("1111"));
    assertThat(identity("palette-index:1:" + palette))
        .isNotEqualTo(identity("palette-index:1:" + moved));
  }

  @Test
  void annotationsHaveNoFile() {
    assertThat(StoredMasks.file(palette)).isEqualTo(palette);
    assertThat(StoredMasks.file("palette-index:1:" + palette)).isEqualTo(palette);
    assertThat(StoredMasks.file("coco-rle:h2,w4:125")).isNull();
  }

  private static String identity(String text) throws IOException {
    return StoredMasks.identity(text, 1_000_000, HADOOP);
  }

  private static List<String> drawn(String text) throws Exception {
    return DrawnPalette.drawn(MASKS.read(text, photo()));
  }

  private static Image photo() {
    return new Image(4, 2, new byte[4 * 2 * Image.CHANNELS]);
  }

  private static void assertRefused(String text, String reason) {
    assertThatThrownBy(() -> MASKS.read(text, photo()))
        .isInstanceOf(UnusableMaskException.class)
        .hasMessage("Cannot use the mask " + reason);
  }
}
