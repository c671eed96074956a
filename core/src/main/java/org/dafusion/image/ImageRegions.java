package org.dafusion.image;

import java.awt.Rectangle;

/**
 * A picture that stays encoded, and of which parts are read, so that memory holds no more than the
 * file and a part. Formats, colours and EXIF orientation are as {@link ImageDecoder} has them.
 *
 * <p>A part costs the decoding of all rows above it too, as formats have no way to begin in the
 * middle: few large parts are better than many small ones. A part of a damaged file can be read as
 * long as the damage lies behind it.
 *
 * <p>Immutable, for any number of threads.
 */
public final class ImageRegions {
  private final ImageFormat format;
  private final byte[] pixelData;
  private final ImageSize stored;
  private final Orientation orientation;
  private final JpegStream jpeg;

  private ImageRegions(
      ImageFormat format,
      byte[] pixelData,
      ImageSize stored,
      Orientation orientation,
      JpegStream jpeg) {
    this.format = format;
    this.pixelData = pixelData;
    this.stored = stored;
    this.orientation = orientation;
    this.jpeg = jpeg;
  }

  /**
   * Opens a picture; reads headers only.
   *
   * @param maxPixels the largest picture accepted, width times height
   * @throws UndecodableImageException if the bytes are no picture of a known format, or exceed the
   *     limit
   */
  public static ImageRegions open(byte[] file, long maxPixels) throws UndecodableImageException {
    return open(file, ImageLimits.ofPixels(maxPixels));
  }

  /**
   * Opens a picture; reads headers only.
   *
   * @throws UndecodableImageException if the bytes are no picture of a known format, or exceed the
   *     limits
   */
  public static ImageRegions open(byte[] file, ImageLimits limits)
      throws UndecodableImageException {
    ImageFormat format = ImageFormat.of(file);
    ImageRegions opened =
        switch (format) {
          case JPEG -> jpeg(file);
          case PNG -> png(file);
          case GIF, BMP -> plain(format, file);
        };
    limits.checked(opened.stored);
    return opened;
  }

  private static ImageRegions jpeg(byte[] file) throws UndecodableImageException {
    JpegStream jpeg = JpegStream.parse(file);
    return new ImageRegions(
        ImageFormat.JPEG, jpeg.pixelData(), jpeg.size(), Orientation.ofExif(jpeg.exif()), jpeg);
  }

  private static ImageRegions png(byte[] file) throws UndecodableImageException {
    PngStream png = PngStream.parse(file);
    if (png.missingBytes() > 0) {
      throw new UndecodableImageException(
          "the PNG is truncated: at least %d bytes are missing after its %d"
              .formatted(png.missingBytes(), file.length));
    }
    return new ImageRegions(
        ImageFormat.PNG, png.pixelData(), png.size(), Orientation.ofExif(png.exif()), null);
  }

  private static ImageRegions plain(ImageFormat format, byte[] file)
      throws UndecodableImageException {
    try (PixelReader reader = new PixelReader(format, file)) {
      return new ImageRegions(format, file, reader.size(), Orientation.TOP_LEFT, null);
    }
  }

  /** The size of the upright picture. */
  public ImageSize size() {
    return orientation.upright(stored);
  }

  /**
   * A part of the upright picture, the same samples as in the whole.
   *
   * @param x left edge
   * @param y upper edge
   * @throws IllegalArgumentException if it is not inside the picture
   * @throws UndecodableImageException if the file is damaged in or above the part
   */
  public Image read(int x, int y, int width, int height) throws UndecodableImageException {
    ImageSize size = size();
    if (x < 0
        || y < 0
        || width < 1
        || height < 1
        || x > size.width() - width
        || y > size.height() - height) {
      throw new IllegalArgumentException(
          "Invalid part: must lie inside %s, found %d x %d at (%d, %d)"
              .formatted(size, width, height, x, y));
    }
    Rectangle part = orientation.stored(new Rectangle(x, y, width, height), stored);
    try (PixelReader reader = new PixelReader(format, pixelData)) {
      Image read =
          jpeg != null && jpeg.components() == 4
              ? reader.partOfFourComponents(part, jpeg.ycck())
              : reader.part(part);
      return orientation.upright(read);
    }
  }
}
