package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dafusion.image.InvalidMaskException;
import org.dafusion.image.Polygons;
import org.dafusion.image.RunLengths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestObjectMask {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/d/masks/ant/1.png",
        "file:/d/masks/coco-rle:1.png",
        "s3a://bucket/palette-index/1.png",
        "masks/palette-index.png",
        "coco-rle/1.png"
      })
  void whatIsOfNoOtherFormIsAPlace(String text) throws Exception {
    assertThat(ObjectMask.parse(text)).isEqualTo(new ObjectMask.InFile(text)).hasToString(text);
    assertThat(ObjectMask.parse(text).text()).isEqualTo(text);
  }

  @Test
  void anIndexIsReadWithItsPlace() throws Exception {
    ObjectMask mask = ObjectMask.parse("palette-index:7:s3a://bucket/a:b,c.png");

    assertThat(mask)
        .isEqualTo(new ObjectMask.InPalette("s3a://bucket/a:b,c.png", 7))
        .hasToString("of the index 7 in s3a://bucket/a:b,c.png");
    assertThat(mask.text()).isEqualTo("palette-index:7:s3a://bucket/a:b,c.png");
  }

  @Test
  void polygonsAreReadAsTheFileWritesThem() throws Exception {
    ObjectMask mask = ObjectMask.parse("coco-polygons:h4,w6:1,1.5,4,1e0,4,3;0,0,2,0,2,2.25");

    assertThat(mask)
        .isEqualTo(
            new ObjectMask.OfPolygons(
                new Polygons(
                    4,
                    6,
                    List.of(List.of(1., 1.5, 4., 1., 4., 3.), List.of(0., 0., 2., 0., 2., 2.25)))))
        .hasToString("of 2 polygons in its annotation");
    assertThat(ObjectMask.parse(mask.text())).isEqualTo(mask);
  }

  @Test
  void numbersAndTheStringOfRunLengthsMeanTheSame() throws Exception {
    ObjectMask mask = new ObjectMask.OfRunLengths(new RunLengths(2, 5, List.of(0, 6, 1, 3)));

    assertThat(mask.text()).isEqualTo("coco-counts:h2,w5:0,6,1,3");
    assertThat(ObjectMask.parse("coco-counts:h2,w5:0,6,1,3")).isEqualTo(mask);
    assertThat(ObjectMask.parse("coco-rle:h2,w5:061M")).isEqualTo(mask);
    assertThat(mask).hasToString("of 4 run lengths in its annotation");
  }

  @Test
  void whatBeginsAsAFormAndIsNoneIsRefused() {
    String unlike =
        "its text begins as one of coco-polygons, coco-counts, coco-rle and palette-index and does"
            + " not go on so";
    assertRefused("coco-rle:2,5:061M", unlike);
    assertRefused("coco-polygons:h-2,w5:1,1,2,2,3,3", unlike);
    assertRefused("palette-index:x:/d/1.png", unlike);
    assertRefused("palette-index:7:", unlike);
    assertRefused("palette-index:256:/d/1.png", "it has the number 256: must be whole, 0 to 255");
    assertRefused(
        "coco-counts:h2,w5:0,6.5", "it has the number 6.5: must be whole, 0 to 2147483647");
    assertRefused("coco-counts:h2,w5:0,,6", "'' in it is no number");
    assertRefused("coco-polygons:h2,w5:1,x", "'x' in it is no number");
    assertRefused("coco-rle:h2,w5:06P", "its run lengths end within a number");
  }

  private static void assertRefused(String text, String reason) {
    assertThatThrownBy(() -> ObjectMask.parse(text))
        .isInstanceOf(InvalidMaskException.class)
        .hasMessage(reason);
  }
}
