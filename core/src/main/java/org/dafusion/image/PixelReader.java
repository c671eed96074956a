package org.dafusion.image;

import java.awt.Rectangle;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** One file open in ImageIO; turns whatever ImageIO throws or warns of into a reason. */
final class PixelReader implements AutoCloseable {
  static {
    // ImageIO looks for plugins through the context class loader of whatever thread comes first;
    // on a Spark executor that loader may not see this project's jars.
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(PixelReader.class.getClassLoader());
    try {
      ImageIO.scanForPlugins();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static final int BMP_HEADER_AT = 14;
  private static final int BMP_INFO_HEADER = 40;
  private static final int BMP_COMPRESSION_AT = 30;
  private static final int BMP_JPEG = 4;
  private static final int BMP_PNG = 5;

  private final ImageFormat format;
  private final ImageReader reader;
  private String loss;

  PixelReader(ImageFormat format, byte[] file) throws UndecodableImageException {
    if (format == ImageFormat.BMP) {
      refuseFormatInside(file);
    }
    this.format = format;
    this.reader = ImageIO.getImageReadersByFormatName(format.name()).next();
    ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file));
    reader.setInput(stream, true, true);
    reader.addIIOReadWarningListener((source, warning) -> keepLoss(warning));
  }

  /**
   * A bitmap may hold a whole JPEG or PNG file, whose size nobody has checked and ImageIO decodes
   * (BITMAPINFOHEADER, compression 4 and 5; meant for printers).
   */
  private static void refuseFormatInside(byte[] file) throws UndecodableImageException {
    boolean told = file.length >= BMP_COMPRESSION_AT + Integer.BYTES;
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    // the oldest header is shorter, and has colours there
    told = told && bytes.getInt(BMP_HEADER_AT) >= BMP_INFO_HEADER;
    int compression = told ? bytes.getInt(BMP_COMPRESSION_AT) : 0;
    if (compression == BMP_JPEG || compression == BMP_PNG) {
      throw new UndecodableImageException(
          "the BMP holds a file of another format (compression %d)".formatted(compression));
    }
  }

  /** The declared size; reads headers only. */
  ImageSize size() throws UndecodableImageException {
    return attempt(() -> new ImageSize(reader.getWidth(0), reader.getHeight(0)));
  }

  /** The picture as it is stored. */
  Image image() throws UndecodableImageException {
    return attempt(() -> RgbSamples.of(reader.read(0)));
  }

  /** The samples of a picture with a palette as they are stored, not looked up. */
  Mask indices() throws UndecodableImageException {
    return attempt(
        () -> {
          Raster raster = reader.read(0).getRaster();
          byte[] indices = new byte[raster.getWidth() * raster.getHeight()];
          int[] samples =
              raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
          for (int i = 0; i < indices.length; i++) {
            indices[i] = (byte) samples[i];
          }
          return Mask.owning(raster.getWidth(), raster.getHeight(), indices);
        });
  }

  /** The picture as it is stored, for a JPEG of four components. */
  Image imageOfFourComponents(boolean ycck) throws UndecodableImageException {
    return attempt(
        () ->
            ycck
                ? RgbSamples.ofYcck(reader.readRaster(0, null))
                : RgbSamples.ofInvertedCmyk(reader.readRaster(0, null)));
  }

  /** A part of the picture as it is stored. */
  Image part(Rectangle part) throws UndecodableImageException {
    return attempt(() -> RgbSamples.of(reader.read(0, of(part))));
  }

  /** The same of a JPEG of four components. */
  Image partOfFourComponents(Rectangle part, boolean ycck) throws UndecodableImageException {
    return attempt(
        () ->
            ycck
                ? RgbSamples.ofYcck(reader.readRaster(0, of(part)))
                : RgbSamples.ofInvertedCmyk(reader.readRaster(0, of(part))));
  }

  private ImageReadParam of(Rectangle part) {
    ImageReadParam wanted = reader.getDefaultReadParam();
    wanted.setSourceRegion(part);
    return wanted;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T attempt(Reading<T> reading) throws UndecodableImageException {
    T result;
    try {
      result = reading.read();
    } catch (IOException | RuntimeException e) {
      // Readers meet damaged files with index and argument errors as well as with IOException.
      throw new UndecodableImageException(
          "the %s is damaged: %s".formatted(format, describe(e)), e);
    }
    if (loss != null) {
      throw new UndecodableImageException("the %s is damaged: %s".formatted(format, loss));
    }
    return result;
  }

  /** Readers wrap what they know ("Error reading PNG image data") around what happened. */
  private static String describe(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    boolean explains = e instanceof IOException && e.getMessage() != null;
    if (!explains) {
      return e.toString();
    }
    return cause == e ? e.getMessage() : "%s (%s)".formatted(e.getMessage(), cause.getMessage());
  }

  /** Keeps libjpeg's warnings of lost pixels; stray bytes between segments lose none. */
  private void keepLoss(String warning) {
    String lower = warning.toLowerCase(Locale.ROOT);
    if (lower.contains("corrupt") && !lower.contains("extraneous") || lower.contains("premature")) {
      loss = warning;
    }
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
