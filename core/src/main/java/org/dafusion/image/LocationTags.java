package org.dafusion.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.exif.GpsDirectory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * What an image file tells of the place where it was taken: GPS tags of EXIF, and of XMP, where
 * drones put them too.
 *
 * <p>Pixels are not touched. Where the EXIF block has such tags the whole of it goes, but for the
 * orientation, without which the picture would lie on its side.
 */
public final class LocationTags {
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final String XMP = "http://ns.adobe.com/x";
  private static final String XMP_IN_PNG = "XML:com.adobe.xmp";
  private static final String PROFILE_IN_PNG = "Raw profile type ";

  private static final int APP1 = 0xe1;
  private static final int SOS = 0xda;
  private static final int PNG_SIGNATURE = 8;
  private static final int PNG_FRAME = 12;

  private LocationTags() {}

  /**
   * The file without them; the same array where it has none, or is no JPEG or PNG.
   *
   * @param file an image that can be decoded
   */
  public static byte[] removed(byte[] file) {
    try {
      return switch (ImageFormat.of(file)) {
        case JPEG -> ofJpeg(file);
        case PNG -> ofPng(file);
        case GIF, BMP -> file;
      };
    } catch (UndecodableImageException e) {
      return file; // it shows nothing, and tells nothing that is understood
    }
  }

  private static byte[] ofJpeg(byte[] file) {
    ByteArrayOutputStream rest = new ByteArrayOutputStream(file.length);
    rest.write(file, 0, 2);
    int at = 2;
    boolean found = false;
    while (at + 4 <= file.length && (file[at] & 0xff) == 0xff && (file[at + 1] & 0xff) != SOS) {
      int end = at + 2 + ((file[at + 2] & 0xff) << 8 | file[at + 3] & 0xff);
      if (end > file.length) {
        break;
      }
      boolean application = (file[at + 1] & 0xff) == APP1;
      byte[] content = application ? slice(file, at + 4, end) : new byte[0];
      if (startsWith(content, EXIF) && hasGps(slice(content, EXIF.length, content.length))) {
        byte[] orientation = concat(EXIF, orientation(Orientation.ofJpeg(file)));
        rest.writeBytes(new byte[] {(byte) 0xff, (byte) APP1});
        rest.writeBytes(new byte[] {0, (byte) (orientation.length + 2)});
        rest.writeBytes(orientation);
        found = true;
      } else if (text(content).startsWith(XMP) && namesGps(content)) {
        found = true;
      } else {
        rest.write(file, at, end - at);
      }
      at = end;
    }
    rest.write(file, at, file.length - at);
    return found ? rest.toByteArray() : file;
  }

  private static byte[] ofPng(byte[] file) {
    ByteArrayOutputStream rest = new ByteArrayOutputStream(file.length);
    rest.write(file, 0, PNG_SIGNATURE);
    ByteBuffer chunks = ByteBuffer.wrap(file);
    int at = PNG_SIGNATURE;
    boolean found = false;
    while (at + PNG_FRAME <= file.length) {
      int length = chunks.getInt(at);
      if (length < 0 || length > file.length - at - PNG_FRAME) {
        break;
      }
      int end = at + PNG_FRAME + length;
      String type = text(slice(file, at + 4, at + 8));
      byte[] content = slice(file, at + 8, at + 8 + length);
      if (type.equals("eXIf") && hasGps(content)) {
        chunk(rest, type, orientation(Orientation.ofExif(content)));
        found = true;
      } else if (mayHide(type, content)) {
        found = true;
      } else {
        rest.write(file, at, end - at);
      }
      at = end;
    }
    rest.write(file, at, file.length - at);
    return found ? rest.toByteArray() : file;
  }

  /** Texts that name GPS, and compressed ones of the kinds that may. */
  private static boolean mayHide(String type, byte[] content) {
    String text = text(content);
    boolean kind = text.startsWith(XMP_IN_PNG) || text.startsWith(PROFILE_IN_PNG);
    return switch (type) {
      case "zTXt" -> kind;
      case "tEXt" -> text.startsWith(PROFILE_IN_PNG) || namesGps(content);
        // the byte after the keyword's end tells whether the rest is compressed
      case "iTXt" -> kind && (namesGps(content) || isCompressed(text));
      default -> false;
    };
  }

  /** One that ends with its keyword tells nothing, and may go too. */
  private static boolean isCompressed(String text) {
    int flag = text.indexOf('\0') + 1;
    return flag >= text.length() || text.charAt(flag) == 1;
  }

  private static boolean hasGps(byte[] exif) {
    Metadata metadata = new Metadata();
    new ExifReader().extract(new ByteArrayReader(exif), metadata);
    return metadata.getDirectoriesOfType(GpsDirectory.class).stream()
        .anyMatch(directory -> directory.getTagCount() > 0);
  }

  private static boolean namesGps(byte[] content) {
    return text(content).toLowerCase(Locale.ROOT).contains("gps");
  }

  /** An EXIF block with an orientation and nothing else: TIFF 6.0, big-endian, one entry. */
  private static byte[] orientation(Orientation orientation) {
    return ByteBuffer.allocate(26)
        .put("MM".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) (orientation.ordinal() + 1))
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
    byte[] named = concat(type.getBytes(StandardCharsets.US_ASCII), content);
    CRC32 crc = new CRC32();
    crc.update(named);
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    out.writeBytes(named);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  private static boolean startsWith(byte[] content, byte[] start) {
    return text(content).startsWith(text(start));
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
