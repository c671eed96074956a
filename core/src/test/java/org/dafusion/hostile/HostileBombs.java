package org.dafusion.hostile;

import static org.dafusion.hostile.Bytes.bigEndian;
import static org.dafusion.hostile.Bytes.chunk;
import static org.dafusion.hostile.Bytes.concat;
import static org.dafusion.hostile.Bytes.deflated;
import static org.dafusion.hostile.Bytes.of;
import static org.dafusion.hostile.Bytes.segment;
import static org.dafusion.hostile.Bytes.slice;
import static org.dafusion.hostile.HostilePictures.DECODER;
import static org.dafusion.hostile.HostilePictures.JPEG;
import static org.dafusion.hostile.HostilePictures.PNG;
import static org.dafusion.hostile.HostilePictures.REFUSED;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.dafusion.image.LocationTags;

/** Pictures of a few bytes that ask for gigabytes or hours, and metadata that do. */
final class HostileBombs {
  private static final long BOMB = 100L << 20;
  private static final String PICTURE = "read Image 48 x 32";

  private final List<HostileInput> inputs = new ArrayList<>();

  private HostileBombs() {}

  static List<HostileInput> all() {
    HostileBombs table = new HostileBombs();
    table.sizes();
    table.chunks();
    table.exif();
    return table.inputs;
  }

  private void sizes() {
    add(
        "png of 60000",
        () -> png(60_000, 60_000, 2, deflated(new byte[1000])),
        REFUSED
            + "its declared size is 60000 x 60000, 3600000000 pixels, and at most 16000000 are"
            + " allowed");
    add(
        "png of 4294967295",
        () -> png(-1, -1, 2, deflated(new byte[1000])),
        REFUSED + "its declared size is -1 x -1");
    add("png of 0", () -> png(0, 9, 2, deflated(new byte[9])), REFUSED + ".+ size is 0 x 9");
    add(
        "png 1 wide and 1000000 high",
        () -> png(1, 1_000_000, 0, deflated(new byte[2_000_000])),
        REFUSED
            + "its declared size is 1 x 1000000, and at most 100.0 times the shorter side are"
            + " allowed of the longer");
    add(
        "png 1000000 wide and 1 high",
        () -> png(1_000_000, 1, 0, deflated(new byte[1_000_001])),
        REFUSED + ".+ 1000000 x 1, and at most 100.0 times .+");
    add(
        "png whose pixels go on for 100 MB",
        () -> png(48, 32, 2, deflated(BOMB, (byte) 0)),
        PICTURE);
    add(
        "png of 16 million pixels in 20 KB",
        () -> png(4000, 4000, 2, deflated(4000L * 12_001, (byte) 0)),
        "read Image 4000 x 4000");
    add(
        "png whose pixels end early",
        () -> png(48, 32, 2, deflated(new byte[500])),
        REFUSED + "the PNG is damaged: .+");
    add("png without pixels", () -> png(48, 32, 2), REFUSED + "the PNG is damaged: .+");
    add(
        "png whose pixels are no zlib",
        () -> png(48, 32, 2, new byte[500]),
        REFUSED + "the PNG is damaged: .+");
    add(
        "png in 100000 pieces",
        () -> {
          byte[][] pieces = new byte[100_000][];
          Arrays.fill(pieces, new byte[0]);
          pieces[0] = deflated(new byte[32 * 145]);
          return png(48, 32, 2, pieces);
        },
        PICTURE);
  }

  /** Texts and profiles, also of a palette, whose pictures ImageIO reads with all they have. */
  private void chunks() {
    byte[] bomb = deflated(BOMB, (byte) 'a');
    for (int type : new int[] {2, 3}) {
      String of = " in a png of colour type " + type;
      decoded("zTXt bomb" + of, type, chunk("zTXt", concat(of("Comment\0\0"), bomb)));
      decoded("iTXt bomb" + of, type, chunk("iTXt", concat(of("Comment\0\1\0\0\0"), bomb)));
      decoded("iCCP bomb" + of, type, chunk("iCCP", concat(of("icc\0\0"), bomb)));
      decoded("long tEXt" + of, type, chunk("tEXt", concat(of("c\0"), new byte[20 << 20])));
      decoded("short iCCP" + of, type, chunk("iCCP", of("icc")));
      decoded("short gAMA" + of, type, chunk("gAMA", new byte[1]));
      decoded("long hIST" + of, type, chunk("hIST", new byte[70_000]));
      byte[][] many = new byte[100_000][];
      Arrays.fill(many, chunk("tEXt", of("c\0d")));
      decoded("100000 texts" + of, type, concat(many));
      decoded(
          "animation" + of,
          type,
          concat(
              chunk("acTL", concat(bigEndian(1 << 30), bigEndian(0))),
              chunk("fcTL", new byte[26])));
    }
    add(
        "png chunk of 2147483647",
        () -> concat(slice(PNG, 0, 33), bigEndian(Integer.MAX_VALUE), of("tEXt"), new byte[40]),
        REFUSED + "the PNG is truncated: .+");
    add(
        "png chunk of 4294967295",
        () -> concat(slice(PNG, 0, 33), bigEndian(-1), of("IDAT"), new byte[40]),
        REFUSED + "the PNG is truncated: .+");
    add(
        "jpeg with profiles of 16 MB",
        () -> {
          byte[][] profiles = new byte[255][];
          Arrays.fill(
              profiles, segment(0xe2, concat(of("ICC_PROFILE\0\1\u00ff"), new byte[65_000])));
          return concat(slice(JPEG, 0, 2), concat(profiles), slice(JPEG, 2, JPEG.length));
        },
        PICTURE);
    add(
        "jpeg with 20000 comments",
        () -> {
          byte[][] comments = new byte[20_000][];
          Arrays.fill(comments, segment(0xfe, new byte[8]));
          return concat(slice(JPEG, 0, 2), concat(comments), slice(JPEG, 2, JPEG.length));
        },
        PICTURE);
  }

  private void exif() {
    exif("that is empty", new byte[0]);
    exif("of a header", of("MM\0*\0\0\0\10"));
    exif("that points outside", of("MM\0*\u007f\u00ff\u00ff\u00ff"));
    exif("that points before itself", of("MM\0*\u00ff\u00ff\u00ff\u00ff"));
    exif("that points at itself", of("MM\0*\0\0\0\10\0\1\1\0\0\4\0\0\0\1\0\0\0\0\0\0\0\10"));
    exif("of 65535 entries", concat(of("MM\0*\0\0\0\10\u00ff\u00ff"), new byte[60_000]));
    exif("of 10000 directories", chained(10_000, 0));
    exif("of directories in directories", chained(3_500, 0x8769));
    exif(
        "of a count of 4294967295",
        of("MM\0*\0\0\0\10\0\1\1\22\0\3\u00ff\u00ff\u00ff\u00ff\0\6\0\0\0\0\0\0"));
    byte[] long1 = chained(1_000_000, 0);
    decoded("EXIF of 1000000 directories", 2, chunk("eXIf", long1));
    decoded("EXIF of directories in 500000 others", 2, chunk("eXIf", chained(500_000, 0x8769)));
    inputs.add(
        new HostileInput(
            "places in EXIF of 1000000 directories",
            folder -> LocationTags.removed(placed(chunk("eXIf", long1), 2)).length + " bytes",
            "read \\d+ bytes"));
  }

  /** The block in a JPEG, and what is left of it without places. */
  private void exif(String name, byte[] block) {
    Supplier<byte[]> file =
        () ->
            concat(
                slice(JPEG, 0, 2),
                segment(0xe1, concat(of("Exif\0\0"), block)),
                slice(JPEG, 2, JPEG.length));
    add("EXIF " + name, file, "read Image (48 x 32|32 x 48)");
    inputs.add(
        new HostileInput(
            "places in EXIF " + name,
            folder -> LocationTags.removed(file.get()).length + " bytes",
            "read \\d+ bytes"));
  }

  /** Directories of one entry, each followed by the next, or each holding the next. */
  private static byte[] chained(int directories, int pointer) {
    int size = pointer == 0 ? 6 : 18;
    int entries = pointer == 0 ? 0 : 1;
    // a directory without entries counts 0, which readers take for one
    ByteBuffer block = ByteBuffer.allocate(8 + directories * size);
    block.put(of("MM\0*")).putInt(8);
    for (int i = 1; i <= directories; i++) {
      int next = 8 + (i % directories) * size;
      block.putShort((short) entries);
      if (entries > 0) {
        block.putShort((short) pointer).putShort((short) 4).putInt(1).putInt(next).putInt(0);
      } else {
        block.putInt(next);
      }
    }
    return block.array();
  }

  private void decoded(String name, int type, byte[] chunks) {
    add(name, () -> placed(chunks, type), PICTURE);
  }

  /** A picture with further chunks before its pixels. */
  private static byte[] placed(byte[] chunks, int type) {
    byte[] plain = png(48, 32, type, deflated(new byte[32 * (type == 3 ? 49 : 145)]));
    return concat(slice(plain, 0, 33), chunks, slice(plain, 33, plain.length));
  }

  /** A PNG of eight bits, with a palette of one colour where it needs one. */
  private static byte[] png(int width, int height, int type, byte[]... pixels) {
    byte[] header =
        concat(bigEndian(width), bigEndian(height), new byte[] {8, (byte) type, 0, 0, 0});
    byte[][] parts = Arrays.stream(pixels).map(part -> chunk("IDAT", part)).toArray(byte[][]::new);
    return concat(
        slice(PNG, 0, 8),
        chunk("IHDR", header),
        type == 3 ? chunk("PLTE", new byte[3]) : new byte[0],
        concat(parts),
        chunk("IEND", new byte[0]));
  }

  private void add(String name, Supplier<byte[]> file, String outcome) {
    inputs.add(new HostileInput(name, folder -> DECODER.decode(file.get()).toString(), outcome));
  }
}
