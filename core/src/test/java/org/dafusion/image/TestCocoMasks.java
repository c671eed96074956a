package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dafusion.image.DrawnPalette.drawn;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dafusion.GoldenData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks of COCO's annotations, by hand and against pycocotools. */
class TestCocoMasks {
  /** Corners at whole numbers: the pixels between them, and not those after the far ones. */
  @Test
  void aRectangleFillsThePixelsBetweenItsCorners() throws Exception {
    Polygons rectangle = new Polygons(4, 6, List.of(List.of(1., 1., 4., 1., 4., 3., 1., 3.)));

    assertThat(drawn(rectangle.mask()))
        .containsExactly(
            "......", //
            ".###..", ".###..", "......");
  }

  /**
   * Half a square. The diagonal of y = x passes the middle of column c at y = c + 0.5, which is the
   * middle of the row c: a pixel whose middle lies on an upper edge is inside.
   */
  @Test
  void aTriangleFillsThePixelsWhoseMiddlesAreBelowItsUpperEdge() throws Exception {
    Polygons triangle = new Polygons(5, 5, List.of(List.of(0., 0., 4., 4., 0., 4.)));

    assertThat(drawn(triangle.mask()))
        .containsExactly(
            "#....", //
            "##...", "###..", "####.", ".....");
  }

  @Test
  void piecesAreUnitedAlsoWhereTheyOverlap() throws Exception {
    List<Double> left = List.of(0., 0., 3., 0., 3., 2., 0., 2.);
    List<Double> right = List.of(2., 1., 5., 1., 5., 3., 2., 3.);

    assertThat(drawn(new Polygons(3, 5, List.of(left, right)).mask()))
        .containsExactly(
            "###..", //
            "#####", "..###");
  }

  /** Down the columns: off 2, on 3, off 1, on 1, off 2. */
  @Test
  void runLengthsGoDownTheColumns() throws Exception {
    RunLengths runs = new RunLengths(3, 3, List.of(2, 3, 1, 1, 2));

    assertThat(drawn(runs.mask()))
        .containsExactly(
            ".##", //
            ".#.", "#..");
  }

  /**
   * By hand: '6' is 6; '`0' is 16, whose fifth bit would be a sign in one character; '0P1' begins
   * with 0 and 32; the fourth number is the difference to the second, 'M' being -3, 'K' -5 and '1'
   * 1.
   */
  @ParameterizedTest
  @CsvSource({
    "6, 6",
    "`0, 16",
    "0P1, 0 32",
    "061M, 0 6 1 3",
    "061K, 0 6 1 1",
    "0610, 0 6 1 6",
    "0611, 0 6 1 7"
  })
  void theStringHoldsDifferencesFromTheFourthNumberOn(String string, String counts)
      throws Exception {
    List<Integer> expected = Arrays.stream(counts.split(" ")).map(Integer::valueOf).toList();

    assertThat(RunLengths.ofString(1, 1, string).counts()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void pixelsAreThoseOfPycocotools(int height, int width, String segmentation, String packed)
      throws Exception {
    Mask mask = mask(height, width, JsonParser.parseString(segmentation));

    byte[] bits = HexFormat.of().parseHex(packed);
    byte[] expected = new byte[height * width];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) ((bits[i / 8] >> 7 - i % 8 & 1) * 255);
    }
    assertThat(drawn(mask)).isEqualTo(drawn(new Mask(width, height, expected)));
  }

  @Test
  void outlinesThatAreNoneAreRefused() {
    assertRefused(
        polygon(1, 1, 2, 2),
        "its outline 0 has 4 numbers: must be x and y of at least three points");
    assertRefused(
        polygon(1, 1, 2, 2, 3, 3, 4),
        "its outline 0 has 7 numbers: must be x and y of at least three points");
    assertRefused(
        polygon(1, 1, 2, 2, 1e9, 3),
        "its outline 0 has the point (1.0E9, 3.0), far outside of 6 x 4");
    assertRefused(
        polygon(1, 1, 2, Double.NaN, 3, 3),
        "its outline 0 has the point (2.0, NaN), far outside of 6 x 4");
    assertThatThrownBy(() -> new Polygons(0, 6, List.of()).mask())
        .isInstanceOf(InvalidMaskException.class)
        .hasMessage(
            "its size is 6 x 0: both sides must be at least 1, and their product an array's length");
  }

  @Test
  void runsThatDoNotCoverTheMaskAreRefused() {
    assertRefused(2, 3, List.of(2, 3), "its 2 run lengths add up to 5, and 3 x 2 has 6 pixels");
    assertRefused(2, 3, List.of(2, 5), "its 2 run lengths add up to 7, and 3 x 2 has 6 pixels");
    assertRefused(2, 3, List.of(7, -1), "its run length 1 is -1");
    assertRefused(
        100_000,
        100_000,
        List.of(1),
        "its size is 100000 x 100000: both sides must be at least 1, and their product an array's"
            + " length");
  }

  @Test
  void stringsThatAreNoneAreRefused() {
    assertRefusedString("06!", "its run lengths have the character '!' at 2: must be '0' to 'o'");
    assertRefusedString("06p", "its run lengths have the character 'p' at 2: must be '0' to 'o'");
    assertRefusedString("06P", "its run lengths end within a number");
    assertRefusedString("PPPPPPPPP0", "its run lengths have too long a number at 0");
    // the fourth is 6 - 8
    assertRefusedString("061H", "its run length 3 is -2");
  }

  static List<Object[]> recorded() throws IOException {
    return Files.readAllLines(GoldenData.shipped("image/coco/masks.tsv")).stream()
        .map(line -> (Object[]) line.split("\t"))
        .toList();
  }

  private static Mask mask(int height, int width, JsonElement segmentation) throws Exception {
    if (segmentation.isJsonArray()) {
      List<List<Double>> outlines =
          stream(segmentation.getAsJsonArray())
              .map(outline -> doubles(outline.getAsJsonArray()))
              .toList();
      return new Polygons(height, width, outlines).mask();
    }
    JsonElement counts = ((JsonObject) segmentation).get("counts");
    return counts.isJsonArray()
        ? new RunLengths(
                height, width, stream(counts.getAsJsonArray()).map(JsonElement::getAsInt).toList())
            .mask()
        : RunLengths.ofString(height, width, counts.getAsString()).mask();
  }

  private static List<Double> doubles(JsonArray numbers) {
    return stream(numbers).map(JsonElement::getAsDouble).toList();
  }

  private static Stream<JsonElement> stream(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static List<Double> polygon(double... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static void assertRefused(List<Double> outline, String reason) {
    assertThatThrownBy(() -> new Polygons(4, 6, List.of(outline)).mask())
        .isInstanceOf(InvalidMaskException.class)
        .hasMessage(reason);
  }

  private static void assertRefused(int height, int width, List<Integer> counts, String reason) {
    assertThatThrownBy(() -> new RunLengths(height, width, counts).mask())
        .isInstanceOf(InvalidMaskException.class)
        .hasMessage(reason);
  }

  private static void assertRefusedString(String string, String reason) {
    assertThatThrownBy(() -> RunLengths.ofString(4, 4, string))
        .isInstanceOf(InvalidMaskException.class)
        .hasMessage(reason);
  }
}
