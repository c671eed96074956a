package org.dafusion.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures to bytes; the same picture gives the same bytes, which hold no time or name. */
public final class ImageEncoder {
  private ImageEncoder() {}

  /** The picture as an eight-bit RGB PNG: nothing is lost. */
  public static byte[] png(Image image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    return write(writer, writer.getDefaultWriteParam(), buffered(image));
  }

  /** The mask as an eight-bit grey PNG: nothing is lost. */
  public static byte[] png(Mask mask) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    return write(writer, writer.getDefaultWriteParam(), buffered(mask));
  }

  /**
   * The picture as a baseline JPEG with halved chroma.
   *
   * @param quality above 0, at most 1; {@code ImageIO}'s scale, so 0.75 is libjpeg's 75
   */
  public static byte[] jpeg(Image image, float quality) {
    if (!(quality > 0 && quality <= 1)) {
      throw new IllegalArgumentException(
          "Invalid JPEG quality: must be above 0 and at most 1, found " + quality);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(quality);
    return write(writer, settings, buffered(image));
  }

  private static byte[] write(ImageWriter writer, ImageWriteParam settings, BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // A cache in memory: the default of ImageIO is a temporary file for each picture.
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot encode %d x %d pixels".formatted(image.getWidth(), image.getHeight()), e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage buffered(Image image) {
    BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) buffered.getRaster().getDataBuffer()).getData();
    byte[] rgb = image.samples();
    for (int i = 0; i < rgb.length; i += Image.CHANNELS) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    return buffered;
  }

  private static BufferedImage buffered(Mask mask) {
    BufferedImage buffered =
        new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_BYTE_GRAY);
    // into the raster, because what converts colours would bend the values by a gamma
    byte[] grey = ((DataBufferByte) buffered.getRaster().getDataBuffer()).getData();
    System.arraycopy(mask.samples(), 0, grey, 0, grey.length);
    return buffered;
  }
}
