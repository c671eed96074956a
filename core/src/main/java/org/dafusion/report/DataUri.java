package org.dafusion.report;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;

/** Pictures inside a page, so that it needs no other file (RFC 2397). */
public final class DataUri {
  // little is seen to be lost at a thumbnail's size
  private static final float QUALITY = 0.9f;

  private DataUri() {}

  /** A chart as SVG. */
  public static String svg(String document) {
    return "data:image/svg+xml;base64,"
        + Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8));
  }

  /** A picture as JPEG. */
  public static String jpeg(Image image) {
    return "data:image/jpeg;base64,"
        + Base64.getEncoder().encodeToString(ImageEncoder.jpeg(image, QUALITY));
  }
}
