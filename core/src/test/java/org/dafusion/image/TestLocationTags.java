package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.xmp.XmpDirectory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Read by metadata-extractor, before and after. */
class TestLocationTags {
  private static final ImageDecoder DECODER = new ImageDecoder(10_000);
  private static final Image PICTURE = picture();

  @Test
  void aJpegLosesItsPlaceAndKeepsItsPixelsAndOrientation() throws Exception {
    byte[] plain = ImageEncoder.jpeg(PICTURE, 0.9f);
    byte[] placed =
        concat(slice(plain, 0, 2), app1(exif()), app1(xmp()), slice(plain, 2, plain.length));
    assertThat(ofJpeg(placed).containsDirectoryOfType(GpsDirectory.class)).isTrue();
    assertThat(ofJpeg(placed).containsDirectoryOfType(XmpDirectory.class)).isTrue();

    byte[] removed = LocationTags.removed(placed);

    assertThat(ofJpeg(removed).containsDirectoryOfType(GpsDirectory.class)).isFalse();
    assertThat(ofJpeg(removed).containsDirectoryOfType(XmpDirectory.class)).isFalse();
    Image upright = DECODER.decode(removed);
    assertThat(upright).isEqualTo(DECODER.decode(placed));
    assertThat(upright.width()).isEqualTo(PICTURE.height());
    assertThat(LocationTags.removed(plain)).isSameAs(plain);
  }

  @Test
  void aPngLosesItsPlaceAndKeepsItsPixelsAndOrientation() throws Exception {
    byte[] plain = ImageEncoder.png(PICTURE);
    byte[] exif = slice(exif(), 6, exif().length);
    byte[] xmp =
        "XML:com.adobe.xmp\0\0\0\0\0<x exif:GPSLatitude='46,50N'/>"
            .getBytes(StandardCharsets.UTF_8);
    // after the signature and the header's chunk
    byte[] placed =
        concat(
            slice(plain, 0, 33),
            chunk("eXIf", exif),
            chunk("iTXt", xmp),
            slice(plain, 33, plain.length));
    assertThat(ofPng(placed)).isTrue();

    byte[] removed = LocationTags.removed(placed);

    assertThat(ofPng(removed)).isFalse();
    assertThat(new String(removed, StandardCharsets.ISO_8859_1)).doesNotContain("GPS");
    Image upright = DECODER.decode(removed);
    assertThat(upright).isEqualTo(DECODER.decode(placed));
    assertThat(upright.width()).isEqualTo(PICTURE.height());
    assertThat(LocationTags.removed(plain)).isSameAs(plain);
  }

  /**
   * Between scans, behind fill bytes, and in the second picture that phones put behind the first.
   */
  @Test
  void noPlaceInAJpegIsOverlooked() throws Exception {
    byte[] plain = ImageEncoder.jpeg(PICTURE, 0.9f);
    byte[] beforeEnd = slice(plain, 0, plain.length - 2);
    byte[] end = slice(plain, plain.length - 2, plain.length);
    byte[] fill = {(byte) 0xff, (byte) 0xff, (byte) 0xff};
    for (byte[] placed :
        new byte[][] {
          concat(slice(plain, 0, 2), fill, app1(exif()), slice(plain, 2, plain.length)),
          concat(slice(plain, 0, 20), new byte[3], app1(xmp()), slice(plain, 20, plain.length)),
          concat(beforeEnd, app1(exif()), end),
          concat(plain, slice(plain, 0, 2), app1(exif()), slice(plain, 2, plain.length))
        }) {
      byte[] removed = LocationTags.removed(placed);

      String text = new String(removed, StandardCharsets.ISO_8859_1);
      // the number of the directory of GPS, and the name of its tags in XMP
      assertThat(text).doesNotContain("\u0088\u0025\0\4").doesNotContain("GPS");
      assertThat(DECODER.decode(removed).rgb()).hasSameSizeAs(PICTURE.rgb());
    }
  }

  /** Directories may lie in others: TIFF 6.0 with GPS in the directory behind the first. */
  @Test
  void placesInOtherDirectoriesAreFound() {
    byte[] tiff =
        ByteBuffer.allocate(60)
            .put("MM".getBytes(StandardCharsets.US_ASCII))
            .putShort((short) 42)
            .putInt(8)
            .putShort((short) 1)
            .put(entry(0x112, 3, 1, 1 << 16))
            .putInt(26)
            .putShort((short) 1)
            .put(entry(0x8769, 4, 1, 40))
            .putShort((short) 1)
            .put(entry(0x8825, 4, 1, 8))
            .array();

    assertThat(ExifBlock.of(tiff).mayTellPlace()).isTrue();
    tiff[43] = 0x26;
    assertThat(ExifBlock.of(tiff).mayTellPlace()).isFalse();
    assertThat(ExifBlock.of(tiff).orientation()).isEqualTo(1);
  }

  @Test
  void aTextThatEndsWithItsKeywordGoes() throws Exception {
    byte[] plain = ImageEncoder.png(PICTURE);
    byte[] text = "XML:com.adobe.xmp\0".getBytes(StandardCharsets.ISO_8859_1);
    byte[] odd = concat(slice(plain, 0, 33), chunk("iTXt", text), slice(plain, 33, plain.length));

    assertThat(LocationTags.removed(odd)).isEqualTo(plain);
  }

  private static Metadata ofJpeg(byte[] file) throws Exception {
    return JpegMetadataReader.readMetadata(new ByteArrayInputStream(file));
  }

  private static boolean ofPng(byte[] file) throws Exception {
    return PngMetadataReader.readMetadata(new ByteArrayInputStream(file))
        .containsDirectoryOfType(GpsDirectory.class);
  }

  /** TIFF 6.0, big-endian: orientation 6 and a GPS directory with the reference of latitude. */
  private static byte[] exif() {
    byte[] tiff =
        ByteBuffer.allocate(56)
            .put("MM".getBytes(StandardCharsets.US_ASCII))
            .putShort((short) 42)
            .putInt(8)
            .putShort((short) 2)
            .put(entry(0x112, 3, 1, 6 << 16))
            .put(entry(0x8825, 4, 1, 38))
            .putInt(0)
            .putShort((short) 1)
            .put(entry(1, 2, 2, 'N' << 24))
            .putInt(0)
            .array();
    return concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), tiff);
  }

  private static byte[] entry(int tag, int type, int count, int value) {
    return ByteBuffer.allocate(12)
        .putShort((short) tag)
        .putShort((short) type)
        .putInt(count)
        .putInt(value)
        .array();
  }

  private static byte[] xmp() {
    return ("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
            + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
            + " xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:GPSLatitude='46,50N'/>"
            + "</rdf:RDF></x:xmpmeta>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] app1(byte[] content) {
    int length = content.length + 2;
    return concat(
        new byte[] {(byte) 0xff, (byte) 0xe1, (byte) (length >> 8), (byte) length}, content);
  }

  private static byte[] chunk(String type, byte[] content) {
    byte[] named = concat(type.getBytes(StandardCharsets.US_ASCII), content);
    CRC32 crc = new CRC32();
    crc.update(named);
    return concat(
        ByteBuffer.allocate(4).putInt(content.length).array(),
        named,
        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static Image picture() {
    byte[] rgb = new byte[24 * 16 * Image.CHANNELS];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 7 / 24);
    }
    return new Image(24, 16, rgb);
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }
}
