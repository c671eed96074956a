package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.dafusion.GoldenData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestRefusedImages {
  private final ImageDecoder decoder = new ImageDecoder(64_000_000);

  @Test
  void anEmptyFile() {
    assertRefused(new byte[0], "Cannot decode image because the file is empty (0 bytes)");
  }

  @Test
  void textUnderAPicturesName() {
    byte[] text = "<!DOCTYPE html>\n<html><body>404".getBytes(StandardCharsets.UTF_8);

    assertRefused(
        text,
        "Cannot decode image because it is text, not a picture: it begins with \"<!DOCTYPE"
            + " html> <html><b\"");
  }

  @Test
  void textThatBeginsLikeABitmap() {
    assertRefused(
        "BMW and other makes of cars".getBytes(StandardCharsets.UTF_8),
        "Cannot decode image because it is text, not a picture: it begins with \"BMW and other"
            + " makes of c\"");
  }

  @Test
  void bytesOfNoKnownFormat() {
    assertRefused(
        new byte[] {1, 2, 3, -4},
        "Cannot decode image because its first bytes, 01 02 03 fc, are those of no known picture"
            + " format");
  }

  @ParameterizedTest
  @CsvSource({
    "524946460000000057454250, WebP",
    "49492a0008000000, TIFF",
    "00000018667479706865696300, HEIF",
    "00000018667479706176696600, AVIF",
    "255044462d312e34, PDF"
  })
  void formatsThatAreKnownButNotRead(String digits, String name) {
    assertRefused(
        HexFormat.of().parseHex(digits),
        "Cannot decode image because " + name + " is not supported; convert it to JPEG or PNG");
  }

  @Test
  void aHugePngByItsHeaderAlone() {
    assertRefused(
        pngHeader(60_000, 60_000),
        "Cannot decode image because its declared size is 60000 x 60000, 3600000000 pixels, and at"
            + " most 64000000 are allowed");
  }

  @Test
  void aHugeJpegByItsHeaderAlone() {
    byte[] jpeg = ImageEncoder.jpeg(DrawnImages.gradient(16, 16), 0.9f);
    ByteBuffer header = ByteBuffer.wrap(jpeg).position(2);
    while ((header.getShort(header.position()) & 0xffff) != 0xffc0) {
      header.position(header.position() + 2 + header.getShort(header.position() + 2));
    }
    header.putShort(header.position() + 5, (short) 65_500);
    header.putShort(header.position() + 7, (short) 65_500);

    assertRefused(
        jpeg,
        "Cannot decode image because its declared size is 65500 x 65500, 4290250000 pixels, and at"
            + " most 64000000 are allowed");
  }

  @Test
  void aPngWithoutPixels() {
    assertRefused(
        pngHeader(60, 60),
        "Cannot decode image because the PNG is truncated: at least 12 bytes are missing after its"
            + " 33");
  }

  @Test
  void aPngOfNoSize() {
    assertRefused(pngHeader(0, 60), "Cannot decode image because its declared size is 0 x 60");
  }

  @ParameterizedTest
  @CsvSource({"baseline420.jpg", "progressive.jpg", "restart.jpg", "grey.jpg", "cmyk.jpg"})
  void aJpegThatEndsEarlyWhereverItEnds(String name) throws Exception {
    byte[] file = read(name);
    for (int length = 3; length < file.length; length++) {
      assertRefused(
          Arrays.copyOf(file, length),
          "Cannot decode image because the JPEG is truncated: its %d bytes hold no end marker"
              .formatted(length));
    }
  }

  @Test
  void aJpegWhoseDataEndEarlyBeforeItsEndMarker() throws Exception {
    byte[] file = read("baseline420.jpg");
    byte[] shortened = Arrays.copyOf(file, file.length - 100);
    shortened[shortened.length - 2] = (byte) 0xff;
    shortened[shortened.length - 1] = (byte) 0xd9;

    assertRefused(
        shortened,
        "Cannot decode image because the JPEG is damaged: Corrupt JPEG data: premature end of data"
            + " segment");
  }

  @Test
  void aJpegOfHeadersOnly() {
    assertRefused(
        new byte[] {-1, -40, -1, -39},
        "Cannot decode image because the JPEG holds no picture, only headers");
  }

  @ParameterizedTest
  @CsvSource({"rgba.png", "interlaced.png", "palette.gif", "rgb.bmp"})
  void otherFormatsThatEndEarly(String name) throws Exception {
    byte[] file = read(name);
    for (int length = 30; length < file.length - 20; length++) {
      byte[] shortened = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> decoder.decode(shortened))
          .as("%s cut to %d bytes", name, length)
          .isInstanceOf(UndecodableImageException.class)
          .hasMessageMatching(
              "Cannot decode image because the (PNG is truncated|PNG has no|GIF is damaged|BMP is"
                  + " damaged).*");
    }
  }

  /** Whatever bytes are flipped, there is a picture or a reason, and never another exception. */
  @Test
  void damagedFilesGiveAPictureOrAReason() throws Exception {
    ImageDecoder small = new ImageDecoder(100_000);
    Random random = new Random(20240607);
    for (byte[] file : everyFile()) {
      for (int i = 0; i < 100; i++) {
        byte[] damaged = file.clone();
        int flips = 1 + random.nextInt(4);
        for (int flip = 0; flip < flips; flip++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        assertThatCode(() -> decodeOrRefuse(small, damaged)).doesNotThrowAnyException();
      }
    }
  }

  private static void decodeOrRefuse(ImageDecoder decoder, byte[] file) {
    try {
      decoder.decode(file);
    } catch (UndecodableImageException e) {
      assertThat(e).hasMessageStartingWith("Cannot decode image because ");
    }
  }

  private void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessage(message);
  }

  /** Signature and header chunk, and nothing else. */
  private static byte[] pngHeader(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(33);
    file.putLong(0x89504e470d0a1a0aL).putInt(13).put("IHDR".getBytes(StandardCharsets.US_ASCII));
    file.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 checksum = new CRC32();
    checksum.update(file.array(), 12, 17);
    return file.putInt((int) checksum.getValue()).array();
  }

  private static List<byte[]> everyFile() throws Exception {
    try (Stream<Path> files = Files.list(GoldenData.shipped("image/decode"))) {
      List<Path> pictures =
          files
              .filter(file -> file.toString().matches(".*\\.(jpg|png|gif|bmp)"))
              .filter(file -> !file.toString().contains(".expected."))
              .sorted()
              .toList();
      assertThat(pictures).hasSizeGreaterThan(30);
      byte[][] contents = new byte[pictures.size()][];
      for (int i = 0; i < contents.length; i++) {
        contents[i] = Files.readAllBytes(pictures.get(i));
      }
      return List.of(contents);
    }
  }

  private static byte[] read(String name) throws Exception {
    return Files.readAllBytes(GoldenData.shipped("image/decode/" + name));
  }
}
