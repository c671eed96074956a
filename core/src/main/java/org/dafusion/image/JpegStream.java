package org.dafusion.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The structure of a JPEG file, read before any decoder sees it (ITU-T T.81, annex B).
 *
 * <p>Two reasons to look ourselves. Decoders answer a truncated file with a picture that ends in
 * grey and at most a warning. And what applications add, above all colour profiles, changes colours
 * or breaks decoders, so only the segments that make the pixels are handed on.
 *
 * @param size as declared by the frame header, before EXIF orientation
 * @param components 1 grey, 3 colour, 4 CMYK
 * @param ycck whether four components are YCbCr and K, after Adobe's marker
 * @param exif the first EXIF block without the word before it, empty where there is none
 * @param pixelData the file from its start to its end marker without comments and application
 *     segments, except those of JFIF and Adobe, which tell the colour coding
 */
record JpegStream(ImageSize size, int components, boolean ycck, byte[] exif, byte[] pixelData) {
  /** Begins an application segment that holds EXIF. */
  static final String EXIF = "Exif\0\0";

  /** Scans of a picture; encoders write some 10, and each makes a decoder go over all of it. */
  private static final int MOST_SCANS = 100;

  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COM = 0xfe;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int SOF0 = 0xc0;
  private static final int SOF15 = 0xcf;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int RST0 = 0xd0;
  private static final int TEM = 0x01;

  static JpegStream parse(byte[] file) throws UndecodableImageException {
    return new Parser(file).parse();
  }

  /** Walks from marker to marker. */
  private static final class Parser {
    private final byte[] file;
    private final ByteArrayOutputStream kept;
    private int position = 2;
    private ImageSize size;
    private int components;
    private boolean ycck;
    private int scans;
    private byte[] exif = new byte[0];

    Parser(byte[] file) {
      this.file = file;
      this.kept = new ByteArrayOutputStream(file.length);
      kept.write(file, 0, position);
    }

    JpegStream parse() throws UndecodableImageException {
      int marker = nextMarker();
      while (marker != EOI) {
        if (hasSegment(marker)) {
          readSegment(marker);
        }
        marker = nextMarker();
      }
      if (size == null || scans == 0) {
        throw new UndecodableImageException("the JPEG holds no picture, only headers");
      }
      kept.write(0xff);
      kept.write(EOI);
      return new JpegStream(size, components, ycck, exif, kept.toByteArray());
    }

    private void readSegment(int marker) throws UndecodableImageException {
      int length = word(position);
      if (length < 2 || position + length > file.length) {
        throw truncated();
      }
      if (isFrameHeader(marker) && size == null && length >= 8) {
        size = new ImageSize(word(position + 5), word(position + 3));
        components = file[position + 7] & 0xff;
      } else if (isAdobe(marker, length)) {
        ycck = file[position + 13] == 2;
      }
      if (marker == APP1 && exif.length == 0 && startsWithExif(length)) {
        exif = Arrays.copyOfRange(file, position + 2 + EXIF.length(), position + length);
      }
      if (makesPixels(marker)) {
        kept.write(0xff);
        kept.write(marker);
        kept.write(file, position, length);
      }
      position += length;
      if (marker == SOS) {
        requireScans();
        keepScan();
      }
    }

    private boolean startsWithExif(int length) {
      return length >= 2 + EXIF.length()
          && EXIF.equals(
              new String(file, position + 2, EXIF.length(), StandardCharsets.ISO_8859_1));
    }

    private void requireScans() throws UndecodableImageException {
      scans++;
      if (scans > MOST_SCANS) {
        throw new UndecodableImageException(
            "the JPEG has more than %d scans, each of which goes over the whole picture"
                .formatted(MOST_SCANS));
      }
    }

    /** The entropy-coded data up to the next marker that is not part of them. */
    private void keepScan() throws UndecodableImageException {
      int start = position;
      while (position + 1 < file.length) {
        int next = file[position + 1] & 0xff;
        boolean stuffed = next == 0 || next == 0xff || next >= RST0 && next < SOI;
        if (file[position] == (byte) 0xff && !stuffed) {
          kept.write(file, start, position - start);
          return;
        }
        position++;
      }
      throw truncated();
    }

    /** Steps over fill bytes and, as libjpeg does, over stray bytes between segments. */
    private int nextMarker() throws UndecodableImageException {
      while (position + 1 < file.length) {
        int marker = file[position + 1] & 0xff;
        if (file[position] == (byte) 0xff && marker != 0 && marker != 0xff) {
          position += 2;
          return marker;
        }
        position++;
      }
      throw truncated();
    }

    private int word(int at) throws UndecodableImageException {
      if (at + 1 >= file.length) {
        throw truncated();
      }
      return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
    }

    private UndecodableImageException truncated() {
      return new UndecodableImageException(
          "the JPEG is truncated: its %d bytes hold no end marker".formatted(file.length));
    }

    private boolean isAdobe(int marker, int length) {
      return marker == APP14
          && length >= 14
          && file[position + 2] == 'A'
          && file[position + 3] == 'd'
          && file[position + 4] == 'o'
          && file[position + 5] == 'b'
          && file[position + 6] == 'e';
    }

    private static boolean hasSegment(int marker) {
      return marker != TEM && (marker < RST0 || marker > EOI);
    }

    private static boolean isFrameHeader(int marker) {
      return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    private static boolean makesPixels(int marker) {
      boolean application = marker >= APP0 && marker <= APP15;
      return marker == APP0 || marker == APP14 || !application && marker != COM;
    }
  }
}
