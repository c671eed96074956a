package org.dafusion.image;

/**
 * Reads pictures from bytes: JPEG, PNG, GIF (its first frame) and BMP.
 *
 * <p>The declared size is checked before any pixel is decoded. EXIF orientation is applied. Colours
 * are those of Pillow's {@code convert("RGB")}: alpha is dropped and no colour profile is applied;
 * only of sixteen-bit grey, which Pillow clips to white, the upper eight bits are kept. A file that
 * lacks some of its pixels is refused, also where a decoder would fill them with grey.
 *
 * <p>Memory: three bytes per pixel for common JPEG and PNG files, which are decoded in place; up to
 * eleven for files with alpha or sixteen bits, and three more where EXIF turns the picture.
 *
 * <p>Immutable, for any number of threads.
 */
public final class ImageDecoder {
  private final ImageLimits limits;

  /**
   * A decoder for pictures of any aspect ratio.
   *
   * @param maxPixels the largest picture accepted, width times height
   */
  public ImageDecoder(long maxPixels) {
    this(ImageLimits.ofPixels(maxPixels));
  }

  /** A decoder for pictures within limits. */
  public ImageDecoder(ImageLimits limits) {
    this.limits = limits.ofWholePictures();
  }

  /**
   * The picture, upright.
   *
   * @throws UndecodableImageException if the bytes are no whole picture of a known format or exceed
   *     the limit
   */
  public Image decode(byte[] file) throws UndecodableImageException {
    ImageFormat format = ImageFormat.of(file);
    return switch (format) {
      case JPEG -> decodeJpeg(file);
      case PNG -> decodePng(file);
      case GIF, BMP -> decodePlain(format, file);
    };
  }

  /**
   * The brightness of the picture, upright: of a grey one its samples.
   *
   * @throws UndecodableImageException as {@link #decode}
   */
  public Mask decodeMask(byte[] file) throws UndecodableImageException {
    return Mask.brightness(decode(file));
  }

  /**
   * The indices of a PNG with a palette, as they are stored: numbers of classes or objects, whose
   * colours mean nothing.
   *
   * @throws UndecodableImageException as {@link #decode}, and if the file is no such PNG
   */
  public Mask decodeIndices(byte[] file) throws UndecodableImageException {
    ImageFormat format = ImageFormat.of(file);
    if (format != ImageFormat.PNG || !PngStream.parse(file).palette()) {
      throw new UndecodableImageException(
          "its samples are colours, and indices were expected: it must be a PNG with a palette, found a %s without"
              .formatted(format));
    }
    PngStream png = wholePng(file);
    try (PixelReader reader = new PixelReader(ImageFormat.PNG, png.pixelData())) {
      limits.checked(reader.size());
      return reader.indices();
    }
  }

  /**
   * The size that {@link #decode} would give, from the headers alone.
   *
   * @throws UndecodableImageException as {@link #decode}, but damage to pixels goes unnoticed
   */
  public ImageSize dimensions(byte[] file) throws UndecodableImageException {
    ImageFormat format = ImageFormat.of(file);
    return switch (format) {
      case JPEG -> {
        JpegStream jpeg = JpegStream.parse(file);
        yield Orientation.ofExif(jpeg.exif()).upright(limits.checked(jpeg.size()));
      }
      case PNG -> {
        PngStream png = PngStream.parse(file);
        yield Orientation.ofExif(png.exif()).upright(limits.checked(png.size()));
      }
      case GIF, BMP -> {
        try (PixelReader reader = new PixelReader(format, file)) {
          yield limits.checked(reader.size());
        }
      }
    };
  }

  private Image decodeJpeg(byte[] file) throws UndecodableImageException {
    JpegStream jpeg = JpegStream.parse(file);
    limits.checked(jpeg.size());
    try (PixelReader reader = new PixelReader(ImageFormat.JPEG, jpeg.pixelData())) {
      limits.checked(reader.size());
      Image stored =
          jpeg.components() == 4 ? reader.imageOfFourComponents(jpeg.ycck()) : reader.image();
      return Orientation.ofExif(jpeg.exif()).upright(stored);
    }
  }

  private Image decodePng(byte[] file) throws UndecodableImageException {
    PngStream png = wholePng(file);
    return Orientation.ofExif(png.exif()).upright(decodePlain(ImageFormat.PNG, png.pixelData()));
  }

  private PngStream wholePng(byte[] file) throws UndecodableImageException {
    PngStream png = PngStream.parse(file);
    limits.checked(png.size());
    if (png.missingBytes() > 0) {
      throw new UndecodableImageException(
          "the PNG is truncated: at least %d bytes are missing after its %d"
              .formatted(png.missingBytes(), file.length));
    }
    return png;
  }

  /** The size is checked as the reader sees it: a damaged file may declare more than one. */
  private Image decodePlain(ImageFormat format, byte[] file) throws UndecodableImageException {
    try (PixelReader reader = new PixelReader(format, file)) {
      limits.checked(reader.size());
      return reader.image();
    }
  }
}
