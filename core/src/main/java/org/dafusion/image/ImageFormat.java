package org.dafusion.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The picture formats that can be read, recognised by their first bytes and never by file name. */
enum ImageFormat {
  JPEG("ffd8ff"),
  PNG("89504e470d0a1a0a"),
  GIF("474946383?61"),
  BMP("424d??????????????????????????000000");

  private static final int SHOWN_BYTES = 24;

  private final String signature;

  /**
   * @param signature hexadecimal digits, {@code ?} for any
   */
  ImageFormat(String signature) {
    this.signature = signature;
  }

  /** Recognises a picture or says what was found instead. */
  static ImageFormat of(byte[] file) throws UndecodableImageException {
    if (file.length == 0) {
      throw new UndecodableImageException("the file is empty (0 bytes)");
    }
    byte[] start = Arrays.copyOf(file, Math.min(file.length, SHOWN_BYTES));
    String digits = HexFormat.of().formatHex(start);
    for (ImageFormat format : values()) {
      if (matches(digits, format.signature)) {
        return format;
      }
    }
    throw new UndecodableImageException(describe(start, digits));
  }

  private static String describe(byte[] start, String digits) {
    for (Foreign foreign : Foreign.values()) {
      if (matches(digits, foreign.signature)) {
        return "%s is not supported; convert it to JPEG or PNG".formatted(foreign.label);
      }
    }
    if (isText(start)) {
      String line = new String(start, StandardCharsets.US_ASCII).replaceAll("\\s+", " ").strip();
      return "it is text, not a picture: it begins with \"%s\"".formatted(line);
    }
    return "its first bytes, %s, are those of no known picture format"
        .formatted(HexFormat.ofDelimiter(" ").formatHex(start, 0, Math.min(start.length, 8)));
  }

  private static boolean matches(String digits, String signature) {
    if (digits.length() < signature.length()) {
      return false;
    }
    for (int i = 0; i < signature.length(); i++) {
      if (signature.charAt(i) != '?' && signature.charAt(i) != digits.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(byte[] start) {
    for (byte b : start) {
      boolean printable = b >= ' ' && b < 0x7f;
      boolean blank = b == '\n' || b == '\r' || b == '\t';
      if (!printable && !blank) {
        return false;
      }
    }
    return true;
  }

  /** What people often have under a picture's name, so that the reason can say it. */
  private enum Foreign {
    WEBP("WebP", "52494646????????57454250"),
    TIFF_LITTLE("TIFF", "49492a00"),
    TIFF_BIG("TIFF", "4d4d002a"),
    AVIF("AVIF", "????????6674797061766966"),
    HEIF("HEIF", "????????66747970"),
    PDF("PDF", "25504446"),
    ZIP("a ZIP archive", "504b0304");

    private final String label;
    private final String signature;

    Foreign(String label, String signature) {
      this.label = label;
      this.signature = signature;
    }
  }
}
