package org.dafusion.hostile;

import static org.dafusion.hostile.Bytes.concat;
import static org.dafusion.hostile.Bytes.littleEndian;
import static org.dafusion.hostile.Bytes.of;
import static org.dafusion.hostile.Bytes.segment;
import static org.dafusion.hostile.Bytes.slice;
import static org.dafusion.hostile.Bytes.with;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.ImageLimits;

/** Damaged pictures, and files that only claim to be some. */
final class HostilePictures {
  /** 16 megapixels take a quarter of the heap that the corpus is read in. */
  static final ImageDecoder DECODER = new ImageDecoder(new ImageLimits(16_000_000, 100));

  static final String REFUSED = "UndecodableImageException: Cannot decode image because ";

  /** What damage may leave: a picture, or a reason. */
  static final String EITHER = "read Image \\d+ x \\d+|" + REFUSED + ".+";

  static final byte[] JPEG = ImageEncoder.jpeg(noise(48, 32), 0.9f);
  static final byte[] PNG = ImageEncoder.png(noise(48, 32));
  static final byte[] GIF = written("gif", BufferedImage.TYPE_BYTE_INDEXED);
  static final byte[] BMP = written("bmp", BufferedImage.TYPE_INT_RGB);

  /** Where the marker of the frame header of {@link #JPEG} is. */
  static final int FRAME = find(JPEG, 0xc0);

  private static final int SCAN = find(JPEG, 0xda);

  private final List<HostileInput> inputs = new ArrayList<>();

  private HostilePictures() {}

  static List<HostileInput> all() {
    HostilePictures table = new HostilePictures();
    table.cutShort();
    table.flipped();
    table.otherFiles();
    table.brokenJpegs();
    table.brokenBitmaps();
    return table.inputs;
  }

  private void cutShort() {
    for (int i = 1; i <= 24; i++) {
      int length = 3 + (JPEG.length - 4) * i / 24;
      add(
          "jpeg cut to " + length,
          java.util.Arrays.copyOf(JPEG, length),
          REFUSED + "the JPEG is truncated: its " + length + " bytes hold no end marker");
      int pngLength = 33 + (PNG.length - 34) * i / 24;
      add(
          "png cut to " + pngLength,
          java.util.Arrays.copyOf(PNG, pngLength),
          REFUSED + "the PNG is truncated: at least \\d+ bytes are missing after its " + pngLength);
    }
    for (int i = 1; i <= 8; i++) {
      int gif = GIF.length * i / 10;
      add(
          "gif cut to " + gif,
          java.util.Arrays.copyOf(GIF, gif),
          REFUSED + "the GIF is damaged: .+");
      int bmp = 54 + (BMP.length - 60) * i / 10;
      add(
          "bmp cut to " + bmp,
          java.util.Arrays.copyOf(BMP, bmp),
          REFUSED + "the BMP is damaged: .+");
    }
    add(
        "png of a signature",
        slice(PNG, 0, 8),
        REFUSED + "the PNG has no header chunk in its 8 bytes");
  }

  private void flipped() {
    for (int i = 0; i < 40; i++) {
      add("jpeg with flipped bits " + i, Bytes.flipped(JPEG, i), EITHER);
      add("png with flipped bits " + i, Bytes.flipped(PNG, i), EITHER);
    }
    for (int i = 0; i < 15; i++) {
      add("gif with flipped bits " + i, Bytes.flipped(GIF, i), EITHER);
      add("bmp with flipped bits " + i, Bytes.flipped(BMP, i), EITHER);
    }
  }

  private void otherFiles() {
    add("nothing", new byte[0], REFUSED + "the file is empty \\(0 bytes\\)");
    add("one byte", new byte[1], REFUSED + "its first bytes, 00, are those of no known .+");
    add("zeros", new byte[64], REFUSED + "its first bytes, 00 00 .+ no known picture format");
    add("html", of("<html><body>404"), REFUSED + "it is text, not a picture: .+");
    add("svg", of("<svg xmlns='http://x' width='9e9'/>"), REFUSED + "it is text, not .+");
    add("webp", of("RIFF\0\0\0\0WEBPVP8 "), REFUSED + "WebP is not supported; .+");
    add("tiff", of("II*\0\10\0\0\0"), REFUSED + "TIFF is not supported; .+");
    add("avif", of("\0\0\0\30ftypavif"), REFUSED + "AVIF is not supported; .+");
    add("heic", of("\0\0\0\30ftypheic"), REFUSED + "HEIF is not supported; .+");
    add("pdf", of("%PDF-1.7\n"), REFUSED + "PDF is not supported; .+");
    add("zip", of("PK\3\4\24\0\0\0"), REFUSED + "a ZIP archive is not supported; .+");
    add("pickle", of("\u0080\2}q\0."), REFUSED + "its first bytes, .+");
    add("elf", of("\u007fELF\2\1\1\0"), REFUSED + "its first bytes, .+");
  }

  private void brokenJpegs() {
    byte[] start = slice(JPEG, 0, 2);
    byte[] rest = slice(JPEG, 2, JPEG.length);
    add("jpeg without picture", of("\u00ff\u00d8\u00ff\u00d9"), REFUSED + ".+ only headers");
    add("jpeg of 0 wide", with(JPEG, FRAME + 7, (byte) 0, (byte) 0), REFUSED + ".+ 0 x 32");
    add(
        "jpeg of 65500",
        with(JPEG, FRAME + 5, of("\u00ff\u00dc\u00ff\u00dc")),
        REFUSED + ".+ 65500 x 65500, 4290250000 pixels, and at most 16000000 are allowed");
    add(
        "jpeg of 8 wide",
        with(JPEG, FRAME + 5, of("\u00ff\u00dc\0\10")),
        REFUSED + ".+ 8 x 65500, and at most 100.0 times the shorter side .+");
    for (int components : new int[] {0, 2, 5, 255}) {
      add("jpeg of components " + components, with(JPEG, FRAME + 9, (byte) components), EITHER);
    }
    add("jpeg of 12 bits", with(JPEG, FRAME + 4, (byte) 12), EITHER);
    for (int kind : new int[] {0xc1, 0xc2, 0xc3, 0xc5, 0xc9, 0xca, 0xcb}) {
      add("jpeg of process " + kind, with(JPEG, FRAME + 1, (byte) kind), EITHER);
    }
    byte[] huge = slice(with(JPEG, FRAME + 5, of("\u00ff\u00dc\u00ff\u00dc")), FRAME, SCAN);
    add(
        "jpeg of two frames",
        concat(slice(JPEG, 0, SCAN), huge, slice(JPEG, SCAN, JPEG.length)),
        REFUSED + ".+");
    byte[] scan = slice(JPEG, SCAN, JPEG.length - 2);
    byte[][] scans = new byte[200][];
    java.util.Arrays.fill(scans, scan);
    add(
        "jpeg of 200 scans",
        concat(slice(JPEG, 0, SCAN), concat(scans), of("\u00ff\u00d9")),
        REFUSED + "the JPEG has more than 100 scans, each of which goes over the whole picture");
    for (int length : new int[] {0, 1}) {
      byte[] segment = {(byte) 0xff, (byte) 0xe5, 0, (byte) length};
      add("jpeg segment of " + length, concat(start, segment, rest), REFUSED + ".+ truncated.+");
    }
    add("jpeg segment to the end", with(JPEG, 4, of("\u00ff\u00ff")), REFUSED + ".+truncated.+");
    add(
        "jpeg with short Adobe",
        concat(start, segment(0xee, of("Adobe")), rest),
        "read Image 48 x 32");
    add("jpeg with tables gone", concat(start, slice(JPEG, FRAME, JPEG.length)), EITHER);
  }

  private void brokenBitmaps() {
    add("bmp 2000000000 wide", with(BMP, 18, littleEndian(2_000_000_000)), REFUSED + ".+");
    add("bmp of negative width", with(BMP, 18, littleEndian(-48)), REFUSED + ".+");
    add("bmp of lowest height", with(BMP, 22, littleEndian(Integer.MIN_VALUE)), REFUSED + ".+");
    add(
        "bmp 1 high",
        with(BMP, 18, concat(littleEndian(15_000), littleEndian(1))),
        REFUSED + "the BMP is damaged: .+");
    for (int inside : new int[] {4, 5}) {
      add(
          "bmp with a file inside " + inside,
          concat(with(BMP, 30, littleEndian(inside)), JPEG),
          REFUSED + "the BMP holds a file of another format \\(compression " + inside + "\\)");
    }
    for (int compression : new int[] {1, 2, 3, 9, -1}) {
      add("bmp compression " + compression, with(BMP, 30, littleEndian(compression)), EITHER);
    }
    add(
        "bmp palette of 2147483647",
        with(with(BMP, 28, (byte) 8, (byte) 0), 46, littleEndian(Integer.MAX_VALUE)),
        EITHER);
    add("bmp pixels far away", with(BMP, 10, littleEndian(Integer.MAX_VALUE)), EITHER);
    add("bmp of 3 bits", with(BMP, 28, (byte) 3), EITHER);
    byte[] long5 = concat(slice(BMP, 0, 54), new byte[84], slice(BMP, 54, BMP.length));
    byte[] profile = with(with(long5, 14, littleEndian(124)), 70, of("DEBM"));
    add(
        "bmp profile of 2147483647 bytes",
        with(profile, 126, concat(littleEndian(124), littleEndian(Integer.MAX_VALUE))),
        EITHER);
    add("gif screen of 65535", with(GIF, 6, of("\u00ff\u00ff\u00ff\u00ff")), "read Image 48 x 32");
    int frame = find(GIF, ',', 13 + 3 * (2 << (GIF[10] & 7)));
    add(
        "gif frame of 65535",
        with(GIF, frame + 5, of("\u00ff\u00ff\u00ff\u00ff")),
        REFUSED + ".+ 65535 x 65535, .+ pixels.+");
    add("gif code of 255 bits", with(GIF, frame + 10, (byte) 255), REFUSED + ".+");
    byte[][] frames = new byte[2000][];
    java.util.Arrays.fill(frames, slice(GIF, frame, GIF.length - 1));
    add(
        "gif of 2000 frames",
        concat(slice(GIF, 0, frame), concat(frames), of(";")),
        "read Image 48 x 32");
    add(
        "png of no colour type",
        repaired(with(PNG, 25, (byte) 5)),
        REFUSED + "the PNG is damaged: .+");
    add("png of 3 bits", repaired(with(PNG, 24, (byte) 3)), REFUSED + "the PNG is damaged: .+");
    add(
        "png interlaced another way",
        repaired(with(PNG, 28, (byte) 9)),
        REFUSED + "the PNG is damaged: .+");
  }

  /** A PNG whose header's checksum is right again. */
  static byte[] repaired(byte[] png) {
    byte[] header = Bytes.chunk("IHDR", slice(png, 16, 29));
    return with(png, 8, header);
  }

  private void add(String name, byte[] file, String outcome) {
    inputs.add(new HostileInput(name, folder -> DECODER.decode(file).toString(), outcome));
  }

  static Image noise(int width, int height) {
    byte[] rgb = new byte[width * height * Image.CHANNELS];
    new Random(5).nextBytes(rgb);
    return new Image(width, height, rgb);
  }

  private static byte[] written(String format, int type) {
    BufferedImage image = new BufferedImage(48, 32, type);
    Random random = new Random(6);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 48; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    try {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      ImageIO.write(image, format, file);
      return file.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int find(byte[] file, int marker) {
    for (int at = 2; at + 1 < file.length; at++) {
      if (file[at] == (byte) 0xff && file[at + 1] == (byte) marker) {
        return at;
      }
    }
    throw new IllegalStateException("There is no marker " + marker);
  }

  private static int find(byte[] file, char value, int from) {
    int at = from;
    while (file[at] != value) {
      at++;
    }
    return at;
  }
}
