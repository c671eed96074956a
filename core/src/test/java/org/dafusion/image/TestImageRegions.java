package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A part is what the whole picture has there. */
class TestImageRegions {
  private static final int WIDTH = 61;
  private static final int HEIGHT = 47;
  private static final Image PICTURE = picture();

  @Test
  void partsOfAPng() throws Exception {
    assertPartsFit(ImageEncoder.png(PICTURE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void partsOfAJpegInEachOrientation(int orientation) throws Exception {
    assertPartsFit(turned(ImageEncoder.jpeg(PICTURE, 0.8f), orientation));
  }

  /** Every format and colour coding that {@link TestImageDecoder} compares with Pillow. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline420.jpg",
        "baseline422.jpg",
        "progressive.jpg",
        "restart.jpg",
        "grey.jpg",
        "rgb_coded.jpg",
        "cmyk.jpg",
        "ycck.jpg",
        "orientation6.jpg",
        "orientation6.png",
        "palette1.png",
        "grey4.png",
        "grey16.png",
        "grey_alpha.png",
        "rgba16.png",
        "interlaced.png",
        "palette.gif",
        "rgb.bmp",
        "palette.bmp"
      })
  void partsOfEveryKind(String name) throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/golden/image/decode/" + name)) {
      byte[] file = in.readAllBytes();
      Image whole = new ImageDecoder(1_000_000).decode(file);
      ImageRegions regions = ImageRegions.open(file, 1_000_000);
      int width = whole.width() / 2;
      int height = whole.height() / 2;
      assertThat(regions.read(3, 2, width, height)).isEqualTo(Crop.of(whole, 3, 2, width, height));
      assertThat(regions.read(0, 0, whole.width(), whole.height())).isEqualTo(whole);
    }
  }

  private static void assertPartsFit(byte[] file) throws UndecodableImageException {
    Image whole = new ImageDecoder(10_000).decode(file);
    ImageRegions regions = ImageRegions.open(file, 10_000);
    assertThat(regions.size()).isEqualTo(new ImageSize(whole.width(), whole.height()));
    int[][] parts = {{0, 0, whole.width(), whole.height()}, {3, 5, 17, 20}, {30, 29, 16, 17}};
    for (int[] part : parts) {
      assertThat(regions.read(part[0], part[1], part[2], part[3]))
          .isEqualTo(Crop.of(whole, part[0], part[1], part[2], part[3]));
    }
  }

  @Test
  void whatIsTooLargeOrOutsideIsRefused() throws Exception {
    byte[] file = ImageEncoder.png(PICTURE);
    assertThatThrownBy(() -> ImageRegions.open(file, 2_000))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessageContaining("2867 pixels, and at most 2000 are allowed");
    assertThatThrownBy(() -> ImageRegions.open(file, 10_000).read(50, 0, 12, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 12 x 1 at (50, 0)");
    assertThatThrownBy(() -> ImageRegions.open(Arrays.copyOf(file, file.length - 90), 10_000))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessageContaining("the PNG is truncated");
  }

  /** With an EXIF block that holds the orientation alone (TIFF 6.0, big-endian). */
  private static byte[] turned(byte[] jpeg, int orientation) {
    ByteBuffer segment =
        ByteBuffer.allocate(36)
            .putShort((short) 0xffe1)
            .putShort((short) 34)
            .put("Exif\0\0MM".getBytes(StandardCharsets.US_ASCII))
            .putShort((short) 42)
            .putInt(8)
            .putShort((short) 1)
            .putShort((short) 0x112)
            .putShort((short) 3)
            .putInt(1)
            .putShort((short) orientation)
            .putShort((short) 0)
            .putInt(0);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(jpeg, 0, 2);
    file.writeBytes(segment.array());
    file.write(jpeg, 2, jpeg.length - 2);
    return file.toByteArray();
  }

  private static Image picture() {
    byte[] rgb = new byte[WIDTH * HEIGHT * Image.CHANNELS];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (128 + 90 * Math.sin(i / 40.0) + i % 29);
    }
    return new Image(WIDTH, HEIGHT, rgb);
  }
}
