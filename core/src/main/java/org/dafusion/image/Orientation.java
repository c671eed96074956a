package org.dafusion.image;

import java.awt.Rectangle;

/**
 * How the stored rows and columns lie in the picture that the camera saw (EXIF 2.32, tag 0x0112).
 *
 * <p>The constants stand in the order of the tag's values 1 to 8, and are named after where the
 * stored first row and first column belong.
 */
enum Orientation {
  TOP_LEFT,
  TOP_RIGHT,
  BOTTOM_RIGHT,
  BOTTOM_LEFT,
  LEFT_TOP,
  RIGHT_TOP,
  RIGHT_BOTTOM,
  LEFT_BOTTOM;

  /** The orientation that a bare EXIF block states; {@link #TOP_LEFT} where it states none. */
  static Orientation ofExif(byte[] bytes) {
    ExifBlock block = ExifBlock.of(bytes);
    int value = block == null ? 0 : block.orientation();
    boolean known = value >= 1 && value <= values().length;
    return known ? values()[value - 1] : TOP_LEFT;
  }

  /** The size of the upright picture. */
  ImageSize upright(ImageSize stored) {
    return transposes() ? stored.transposed() : stored;
  }

  /** The upright picture. */
  Image upright(Image stored) {
    if (this == TOP_LEFT) {
      return stored;
    }
    ImageSize size = upright(new ImageSize(stored.width(), stored.height()));
    byte[] source = stored.samples();
    byte[] upright = new byte[source.length];
    int target = 0;
    for (int y = 0; y < size.height(); y++) {
      for (int x = 0; x < size.width(); x++) {
        int across = transposes() ? y : x;
        int down = transposes() ? x : y;
        int storedX = fromRight() ? stored.width() - 1 - across : across;
        int storedY = fromBottom() ? stored.height() - 1 - down : down;
        int pixel = (storedY * stored.width() + storedX) * Image.CHANNELS;
        upright[target++] = source[pixel];
        upright[target++] = source[pixel + 1];
        upright[target++] = source[pixel + 2];
      }
    }
    return Image.owning(size.width(), size.height(), upright);
  }

  /**
   * Where a part of the upright picture lies in the stored one.
   *
   * @param part of the upright picture
   * @param stored size of the stored picture
   */
  Rectangle stored(Rectangle part, ImageSize stored) {
    Rectangle turned = transposes() ? new Rectangle(part.y, part.x, part.height, part.width) : part;
    int x = fromRight() ? stored.width() - turned.x - turned.width : turned.x;
    int y = fromBottom() ? stored.height() - turned.y - turned.height : turned.y;
    return new Rectangle(x, y, turned.width, turned.height);
  }

  private boolean transposes() {
    return ordinal() >= LEFT_TOP.ordinal();
  }

  /** Whether the upright picture's first pixel is at the right end of a stored row. */
  private boolean fromRight() {
    return switch (this) {
      case TOP_RIGHT, BOTTOM_RIGHT, RIGHT_BOTTOM, LEFT_BOTTOM -> true;
      case TOP_LEFT, BOTTOM_LEFT, LEFT_TOP, RIGHT_TOP -> false;
    };
  }

  /** Whether the upright picture's first pixel is in the last stored row. */
  private boolean fromBottom() {
    return switch (this) {
      case BOTTOM_RIGHT, BOTTOM_LEFT, RIGHT_TOP, RIGHT_BOTTOM -> true;
      case TOP_LEFT, TOP_RIGHT, LEFT_TOP, LEFT_BOTTOM -> false;
    };
  }
}
