package org.dafusion.image;

import java.util.List;

/**
 * A mask as COCO writes single objects: the outlines of its visible pieces. The pixels are those of
 * pycocotools' {@code annToMask}; an outline that crosses itself is empty where it winds twice.
 *
 * @param height pixels of the mask, from the top
 * @param width pixels of the mask, from the left
 * @param outlines each x, y, x, y and so on in pixels, where a pixel's centre lies at half numbers;
 *     the last point joins the first
 */
public record Polygons(int height, int width, List<List<Double>> outlines) {
  private static final int FEWEST_NUMBERS = 6;

  public Polygons {
    outlines = outlines.stream().map(List::copyOf).toList();
  }

  /**
   * The mask: 255 on the object, 0 elsewhere; all 0 where the outlines are too thin to hold a
   * pixel.
   *
   * @throws InvalidMaskException if an outline has less than three points, or one that lies further
   *     outside than the mask is large
   */
  public Mask mask() throws InvalidMaskException {
    byte[] columns = new byte[InvalidMaskException.checkedPixels(height, width)];
    for (int i = 0; i < outlines.size(); i++) {
      requireOutline(i);
      new PolygonFill(height, width).of(outlines.get(i)).addTo(columns);
    }
    return Mask.ofColumns(width, height, columns);
  }

  private void requireOutline(int index) throws InvalidMaskException {
    List<Double> outline = outlines.get(index);
    if (outline.size() < FEWEST_NUMBERS || outline.size() % 2 != 0) {
      throw new InvalidMaskException(
          "its outline %d has %d numbers: must be x and y of at least three points"
              .formatted(index, outline.size()));
    }
    for (int at = 0; at < outline.size(); at += 2) {
      double x = outline.get(at);
      double y = outline.get(at + 1);
      // bounds the work; false for what is no number, too
      if (!(x >= -width && x <= 2.0 * width && y >= -height && y <= 2.0 * height)) {
        throw new InvalidMaskException(
            "its outline %d has the point (%s, %s), far outside of %s"
                .formatted(index, x, y, new ImageSize(width, height)));
      }
    }
  }
}
