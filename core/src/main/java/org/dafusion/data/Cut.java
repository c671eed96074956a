package org.dafusion.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dafusion.image.Crop;
import org.dafusion.image.Image;
import org.dafusion.image.Mask;

/**
 * Which part of a picture is the image, where it is not all of it. Its text, such as {@code
 * without-bottom 20} or {@code beside-centre 250 3}, is what {@link ImageFile#cut()} holds.
 */
public sealed interface Cut {
  /** What {@link #parse} reads. */
  String text();

  /**
   * The rectangle that is left of a picture.
   *
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   * @throws UncuttableImageException if the picture is too small
   */
  Rectangle within(int width, int height) throws UncuttableImageException;

  /**
   * The part of a picture.
   *
   * @throws UncuttableImageException if the picture is too small
   */
  default Image of(Image image) throws UncuttableImageException {
    Rectangle part = within(image.width(), image.height());
    return Crop.of(image, part.left(), part.top(), part.width(), part.height());
  }

  /**
   * The same part of a picture's mask.
   *
   * @throws UncuttableImageException if the mask is too small
   */
  default Mask of(Mask mask) throws UncuttableImageException {
    Rectangle part = within(mask.width(), mask.height());
    return Crop.of(mask, part.left(), part.top(), part.width(), part.height());
  }

  /**
   * The cut of a text.
   *
   * @throws IllegalArgumentException if it is the text of none
   */
  static Cut parse(String text) {
    Matcher bottom = WithoutBottom.TEXT.matcher(text);
    if (bottom.matches()) {
      return new WithoutBottom(Integer.parseInt(bottom.group(1)));
    }
    Matcher centre = BesideCentre.TEXT.matcher(text);
    if (centre.matches()) {
      return new BesideCentre(Integer.parseInt(centre.group(1)), Integer.parseInt(centre.group(2)));
    }
    throw new IllegalArgumentException(
        "Invalid cut: must be like 'without-bottom 20' or 'beside-centre 250 3', found '%s'"
            .formatted(text));
  }

  /** A part of a picture in pixels; the top left pixel is at 0, 0. */
  record Rectangle(int left, int top, int width, int height) {}

  /**
   * All but the lowest rows, such as a banner that names the photographer.
   *
   * @param rows that are left out, at least 1
   */
  record WithoutBottom(int rows) implements Cut {
    private static final Pattern TEXT = Pattern.compile("without-bottom (\\d{1,6})");

    public WithoutBottom {
      if (rows < 1) {
        throw new IllegalArgumentException("Invalid rows: must be at least 1, found " + rows);
      }
    }

    @Override
    public String text() {
      return "without-bottom " + rows;
    }

    @Override
    public Rectangle within(int width, int height) throws UncuttableImageException {
      if (height <= rows) {
        throw new UncuttableImageException(
            "it has %d x %d pixels, and nothing is left of it without its lowest %d rows"
                .formatted(width, height, rows));
      }
      return new Rectangle(0, 0, width, height - rows);
    }
  }

  /**
   * One of the four squares that have the picture's centre as a corner (paper, appendix H). The
   * centre of an odd side is rounded down.
   *
   * @param side of the square in pixels, at least 1
   * @param quarter 0 for the one to the top left of the centre, 1 top right, 2 bottom left, 3
   *     bottom right
   */
  record BesideCentre(int side, int quarter) implements Cut {
    /** How many there are. */
    static final int QUARTERS = 4;

    private static final Pattern TEXT = Pattern.compile("beside-centre (\\d{1,6}) ([0-3])");

    public BesideCentre {
      if (side < 1 || quarter < 0 || quarter >= QUARTERS) {
        throw new IllegalArgumentException(
            "Invalid square: must have a side of at least 1 and be 0 to 3, found side %d and %d"
                .formatted(side, quarter));
      }
    }

    @Override
    public String text() {
      return "beside-centre %d %d".formatted(side, quarter);
    }

    @Override
    public Rectangle within(int width, int height) throws UncuttableImageException {
      if (width < 2 * side || height < 2 * side) {
        throw new UncuttableImageException(
            "it has %d x %d pixels, and four squares of %d around its centre need %d x %d"
                .formatted(width, height, side, 2 * side, 2 * side));
      }
      int left = quarter % 2 == 0 ? width / 2 - side : width / 2;
      int top = quarter < 2 ? height / 2 - side : height / 2;
      return new Rectangle(left, top, side, side);
    }
  }
}
