package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EXIF blocks written by hand; {@link TestImageDecoder} holds Pillow's. */
class TestOrientation {
  private static final int WIDTH = 32;
  private static final int HEIGHT = 16;

  private final ImageDecoder decoder = new ImageDecoder(1_000_000);

  /**
   * Which stored corner (of top left, top right, bottom left, bottom right) comes to stand where.
   */
  @ParameterizedTest
  @CsvSource({
    "1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB"
  })
  void storedCornersComeToStandWhereTheTagSays(int value, String corners) throws Exception {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] file = withExif(ImageEncoder.jpeg(fourCorners(), 0.95f), exif(value, order));

      Image upright = decoder.decode(file);

      assertThat(corners(upright)).isEqualTo(corners);
      assertThat(upright.width()).isEqualTo(value < 5 ? WIDTH : HEIGHT);
      assertThat(decoder.dimensions(file))
          .isEqualTo(new ImageSize(upright.width(), upright.height()));
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "9", "65535"})
  void unknownValuesLeaveThePictureAsStored(int value) throws Exception {
    byte[] jpeg = ImageEncoder.jpeg(fourCorners(), 0.95f);
    byte[] file = withExif(jpeg, exif(value, ByteOrder.BIG_ENDIAN));

    assertThat(decoder.decode(file)).isEqualTo(decoder.decode(jpeg));
  }

  @Test
  void aDamagedBlockLeavesThePictureAsStored() throws Exception {
    byte[] jpeg = ImageEncoder.jpeg(fourCorners(), 0.95f);
    byte[] exif = exif(6, ByteOrder.BIG_ENDIAN);
    for (int length = 0; length < exif.length; length++) {
      byte[] shortened = Arrays.copyOf(exif, length);

      assertThat(decoder.decode(withExif(jpeg, shortened)).width()).isIn(WIDTH, HEIGHT);
    }
    byte[] ofUnknownType = exif.clone();
    ofUnknownType[19] = 99;
    assertThat(decoder.decode(withExif(jpeg, ofUnknownType))).isEqualTo(decoder.decode(jpeg));
  }

  private static Image fourCorners() {
    byte[] rgb = new byte[WIDTH * HEIGHT * 3];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean right = x >= WIDTH / 2;
        boolean bottom = y >= HEIGHT / 2;
        int at = (y * WIDTH + x) * 3;
        rgb[at] = (byte) (right == bottom ? 255 : 0);
        rgb[at + 1] = (byte) (right ? 255 : 0);
        rgb[at + 2] = (byte) (bottom ? 255 : 0);
      }
    }
    return new Image(WIDTH, HEIGHT, rgb);
  }

  private static String corners(Image image) {
    int right = image.width() - 1;
    int bottom = image.height() - 1;
    return ""
        + colour(image, 0, 0)
        + colour(image, right, 0)
        + colour(image, 0, bottom)
        + colour(image, right, bottom);
  }

  private static char colour(Image image, int x, int y) {
    boolean red = image.sample(x, y, 0) > 127;
    boolean green = image.sample(x, y, 1) > 127;
    return red && green ? 'W' : red ? 'R' : green ? 'G' : 'B';
  }

  /** An APP1 payload: "Exif", a TIFF header and one directory with one entry. */
  private static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer block = ByteBuffer.allocate(32);
    block.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).order(order);
    block.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    block.putShort((short) 42).putInt(8); // the directory begins at 8
    block.putShort((short) 1); // entries
    block.putShort((short) 0x0112).putShort((short) 3).putInt(1); // orientation, one short
    block.putShort((short) orientation).putShort((short) 0);
    block.putInt(0); // no further directory
    return block.array();
  }

  private static byte[] withExif(byte[] jpeg, byte[] payload) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(jpeg, 0, 2);
    file.write(0xff);
    file.write(0xe1);
    file.write(payload.length + 2 >> 8);
    file.write(payload.length + 2);
    file.writeBytes(payload);
    file.write(jpeg, 2, jpeg.length - 2);
    return file.toByteArray();
  }
}
