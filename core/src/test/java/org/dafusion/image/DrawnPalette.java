package org.dafusion.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

/** PNG files with a palette, as segmentations have them, from drawings. */
public final class DrawnPalette {
  private DrawnPalette() {}

  /**
   * A picture of eight-bit indices.
   *
   * @param rows a character a pixel: {@code .} is 0, {@code #} is 255, {@code a} 10, {@code b} 11
   *     and so on, and a digit itself
   */
  public static byte[] png(String... rows) throws IOException {
    BufferedImage image =
        new BufferedImage(
            rows[0].length(), rows.length, BufferedImage.TYPE_BYTE_INDEXED, palette());
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length(); x++) {
        image.getRaster().setSample(x, y, 0, index(rows[y].charAt(x)));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /** The drawing of a mask: {@code #} where it is 255. */
  public static List<String> drawn(Mask mask) {
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        int value = mask.value(x, y);
        text.append(value == 255 ? '#' : value == 0 ? '.' : '?');
      }
      text.append('\n');
    }
    return text.toString().lines().toList();
  }

  private static int index(char drawn) {
    return switch (drawn) {
      case '.' -> 0;
      case '#' -> 255;
      default -> Character.digit(drawn, 36);
    };
  }

  /** All colours are black, so that whoever reads colours finds no object. */
  private static IndexColorModel palette() {
    byte[] black = new byte[256];
    return new IndexColorModel(8, 256, black, black, black);
  }
}
