package org.dafusion.image;

/**
 * What is asked of a picture's declared size before any pixel of it is decoded: a file of a few
 * bytes may declare more than any memory holds.
 *
 * @param pixels the most, width times height
 * @param aspectRatio the most that the longer side may have of the shorter, at least 1: a picture
 *     one pixel wide and millions high costs as much time for each of its rows as a whole one does
 */
public record ImageLimits(long pixels, double aspectRatio) {
  /** The most pixels that an {@link Image} can hold. */
  private static final long MOST_PIXELS = Integer.MAX_VALUE / Image.CHANNELS;

  public ImageLimits {
    if (pixels < 1) {
      throw new IllegalArgumentException(
          "Invalid pixel limit: must be at least 1, found " + pixels);
    }
    if (!(aspectRatio >= 1)) {
      throw new IllegalArgumentException(
          "Invalid aspect ratio: must be at least 1, found " + aspectRatio);
    }
  }

  /** Pictures of any aspect ratio. */
  public static ImageLimits ofPixels(long pixels) {
    return new ImageLimits(pixels, Double.POSITIVE_INFINITY);
  }

  /** The same limits for pictures that are decoded as a whole. */
  ImageLimits ofWholePictures() {
    if (pixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "Invalid pixel limit: must be between 1 and %d, found %d".formatted(MOST_PIXELS, pixels));
    }
    return this;
  }

  /** A declared size that is within the limits. */
  ImageSize checked(ImageSize size) throws UndecodableImageException {
    if (size.width() < 1 || size.height() < 1) {
      throw new UndecodableImageException("its declared size is " + size);
    }
    if (size.pixels() > pixels) {
      throw new UndecodableImageException(
          "its declared size is %s, %d pixels, and at most %d are allowed"
              .formatted(size, size.pixels(), pixels));
    }
    double longer = Math.max(size.width(), size.height());
    double shorter = Math.min(size.width(), size.height());
    if (longer > aspectRatio * shorter) {
      throw new UndecodableImageException(
          "its declared size is %s, and at most %s times the shorter side are allowed of the longer"
              .formatted(size, aspectRatio));
    }
    return size;
  }
}
