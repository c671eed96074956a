package org.dafusion.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The structure of a PNG file, read before any decoder sees it (PNG specification, third edition).
 *
 * <p>Only the chunks that make the pixels are handed on: ImageIO also inflates texts and colour
 * profiles, of which a thousand bytes may become a gigabyte.
 *
 * @param size as declared by the header
 * @param palette whether its samples are indices into a palette
 * @param exif the EXIF block, empty where there is none
 * @param missingBytes how many bytes the chunk at the end of the file lacks; 0 if it is whole
 * @param pixelData the file without chunks that make no pixels
 */
record PngStream(
    ImageSize size, boolean palette, byte[] exif, long missingBytes, byte[] pixelData) {
  private static final int SIGNATURE_BYTES = 8;
  private static final int CHUNK_FRAME_BYTES = 12;
  private static final int COLOUR_TYPE_AT = 25;
  private static final int COLOUR_TYPE_PALETTE = 3;
  private static final int IHDR = 0x49484452;
  private static final int IEND = 0x49454e44;
  private static final int EXIF = 0x65584966;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;
  private static final int IDAT = 0x49444154;

  static PngStream parse(byte[] file) throws UndecodableImageException {
    ByteBuffer buffer = ByteBuffer.wrap(file).position(SIGNATURE_BYTES);
    if (buffer.remaining() < CHUNK_FRAME_BYTES + 13 || buffer.getInt(12) != IHDR) {
      throw new UndecodableImageException(
          "the PNG has no header chunk in its %d bytes".formatted(file.length));
    }
    ImageSize size = new ImageSize(buffer.getInt(16), buffer.getInt(20));
    boolean palette = file[COLOUR_TYPE_AT] == COLOUR_TYPE_PALETTE;
    byte[] exif = new byte[0];
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, SIGNATURE_BYTES);
    while (buffer.remaining() >= CHUNK_FRAME_BYTES) {
      int start = buffer.position();
      long length = Integer.toUnsignedLong(buffer.getInt(start));
      int type = buffer.getInt(start + 4);
      if (length + CHUNK_FRAME_BYTES > buffer.remaining()) {
        long missing = length + CHUNK_FRAME_BYTES - buffer.remaining();
        return new PngStream(size, palette, exif, missing, kept.toByteArray());
      }
      if (makesPixels(type)) {
        kept.write(file, start, (int) length + CHUNK_FRAME_BYTES);
      }
      if (type == IEND) {
        return new PngStream(size, palette, exif, 0, kept.toByteArray());
      }
      if (type == EXIF) {
        exif = Arrays.copyOfRange(file, start + 8, start + 8 + (int) length);
      }
      buffer.position(start + CHUNK_FRAME_BYTES + (int) length);
    }
    // The end chunk is the least that is lacking here.
    long missing = CHUNK_FRAME_BYTES - buffer.remaining();
    return new PngStream(size, palette, exif, missing, kept.toByteArray());
  }

  private static boolean makesPixels(int type) {
    return type == IHDR || type == PLTE || type == TRNS || type == IDAT || type == IEND;
  }
}
