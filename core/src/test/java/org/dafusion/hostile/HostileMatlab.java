package org.dafusion.hostile;

import static org.dafusion.hostile.Bytes.concat;
import static org.dafusion.hostile.Bytes.deflated;
import static org.dafusion.hostile.Bytes.littleEndian;
import static org.dafusion.hostile.Bytes.of;
import static org.dafusion.hostile.Bytes.slice;
import static org.dafusion.hostile.Bytes.with;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dafusion.data.Flowers102;
import org.dafusion.data.StanfordCars;

/** MATLAB files of level 5: the labels of Flowers102, and the classes of Stanford Cars. */
final class HostileMatlab {
  private static final String NO_FILE =
      "InvalidDatasetException: Cannot use .+ because imagelabels.mat is no MATLAB file of level 5,"
          + " which is all that is read \\(.*\\): expected .+";
  private static final String REFUSED = "InvalidDatasetException: Cannot use .+";

  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int INT8 = 1;
  private static final int UINT16 = 4;
  private static final int DOUBLE = 9;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;

  private static final int CELL = 1;
  private static final int STRUCT = 2;
  private static final int CHAR = 4;
  private static final int DOUBLES = 6;

  private static final byte[] HEADER = header();
  private static final byte[] LABELS =
      concat(HEADER, array(DOUBLES, "labels", new int[] {1, 2}, element(DOUBLE, new byte[16])));

  private final List<HostileInput> inputs = new ArrayList<>();

  private HostileMatlab() {}

  static List<HostileInput> all() {
    HostileMatlab table = new HostileMatlab();
    table.damage();
    table.claims();
    table.bombs();
    return table.inputs;
  }

  private void damage() {
    for (int length : new int[] {0, 4, 100, 127}) {
      labels("cut to " + length, Arrays.copyOf(LABELS, length), NO_FILE);
    }
    for (int length = 132; length < LABELS.length; length += 12) {
      labels("cut to " + length, Arrays.copyOf(LABELS, length), REFUSED);
    }
    byte[] packed = concat(HEADER, compressed(deflated(slice(LABELS, 128, LABELS.length))));
    for (int i = 0; i < 20; i++) {
      labels("with flipped bits " + i, Bytes.flipped(LABELS, i), REFUSED);
      labels("compressed, with flipped bits " + i, Bytes.flipped(packed, i), REFUSED);
    }
    labels("of MATLAB 7.3", concat(of("\u0089HDF\r\n\u001a\n"), new byte[200]), REFUSED);
    labels("of text", of("labels = [1 2 3]".repeat(20)), REFUSED);
  }

  private void claims() {
    for (int length : new int[] {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1 << 30}) {
      labels("whose variable has " + length, with(LABELS, 132, littleEndian(length)), NO_FILE);
      labels("whose dimensions have " + length, with(LABELS, 156, littleEndian(length)), NO_FILE);
      labels("whose numbers have " + length, with(LABELS, 188, littleEndian(length)), NO_FILE);
      labels(
          "compressed to " + length,
          concat(HEADER, littleEndian(COMPRESSED), littleEndian(length), new byte[8]),
          NO_FILE);
    }
    for (int[] size :
        new int[][] {{65_535, 30_000}, {Integer.MAX_VALUE, 1}, {-1, 2}, {65_536, 65_536}}) {
      String of = " of " + size[0] + " x " + size[1];
      labels(
          "numbers" + of,
          concat(HEADER, array(DOUBLES, "labels", size, element(DOUBLE, new byte[16]))),
          REFUSED);
      labels("cells" + of, concat(HEADER, array(CELL, "labels", size)), REFUSED);
      labels(
          "structs" + of,
          concat(
              HEADER,
              array(STRUCT, "labels", size, small(INT32, 8), element(INT8, of("fname\0\0\0")))),
          REFUSED);
      classes(
          "text" + of,
          concat(
              HEADER,
              array(
                  CELL,
                  "class_names",
                  new int[] {1, 1},
                  array(CHAR, "", size, element(UINT16, of("a\0b\0"))))));
    }
    classes(
        "numbers for texts",
        concat(
            HEADER,
            array(CELL, "class_names", new int[] {1, 1}, slice(LABELS, 128, LABELS.length))));
    classes("no cells", concat(HEADER, array(CELL, "class_names", new int[] {0, 0})));
    for (int type : new int[] {0, 3, 5, 16, 17, 18, 255}) {
      labels(
          "of class " + type,
          concat(HEADER, array(type, "labels", new int[] {1, 2}, element(DOUBLE, new byte[16]))),
          REFUSED);
    }
  }

  private void bombs() {
    labels(
        "of 1 GB in 5 MB", () -> concat(HEADER, compressed(deflated(1L << 30, (byte) 0))), NO_FILE);
    labels(
        "of compressed in compressed",
        () -> {
          byte[] inner = slice(LABELS, 128, LABELS.length);
          for (int i = 0; i < 100; i++) {
            inner = compressed(deflated(inner));
          }
          return concat(HEADER, inner);
        },
        NO_FILE);
    labels(
        "of 60000 cells in cells",
        () -> {
          // each holds the rest of the file
          byte[] start = array(CELL, "", new int[] {1, 1});
          byte[][] cells = new byte[60_000][];
          int inside = 0;
          for (int i = cells.length - 1; i >= 0; i--) {
            inside += start.length;
            cells[i] = with(start, 4, littleEndian(inside - 8));
          }
          return concat(HEADER, concat(cells));
        },
        NO_FILE);
    labels(
        "of a million variables",
        () -> {
          byte[][] variables = new byte[250_000][];
          Arrays.fill(variables, array(DOUBLES, "", new int[] {0, 0}));
          return concat(HEADER, concat(variables));
        },
        REFUSED);
  }

  private void labels(String name, byte[] file, String outcome) {
    labels(name, () -> file, outcome);
  }

  private void labels(String name, java.util.function.Supplier<byte[]> file, String outcome) {
    inputs.add(
        new HostileInput(
            "labels " + name,
            folder ->
                Flowers102.of(new MemoryFiles(Map.of("imagelabels.mat", file.get())))
                    .files()
                    .toString(),
            outcome));
  }

  private void classes(String name, byte[] file) {
    inputs.add(
        new HostileInput(
            "class names of " + name,
            folder ->
                StanfordCars.of(
                        new MemoryFiles(
                            Map.of(
                                "devkit/cars_meta.mat",
                                file,
                                "cars_meta.mat",
                                file,
                                "devkit/cars_train_annos.mat",
                                new byte[0])))
                    .files()
                    .toString(),
            REFUSED));
  }

  private static byte[] header() {
    byte[] header = new byte[128];
    Arrays.fill(header, 0, 116, (byte) ' ');
    return with(with(header, 0, of("MATLAB 5.0 MAT-file")), 124, of("\0\1IM"));
  }

  private static byte[] array(int type, String name, int[] dimensions, byte[]... content) {
    byte[] flags = concat(littleEndian(type), littleEndian(0));
    byte[] sizes = new byte[0];
    for (int dimension : dimensions) {
      sizes = concat(sizes, littleEndian(dimension));
    }
    return element(
        MATRIX,
        concat(
            element(UINT32, flags),
            element(INT32, sizes),
            element(INT8, of(name)),
            concat(content)));
  }

  private static byte[] element(int type, byte[] content) {
    byte[] padding = new byte[-content.length & 7];
    return concat(littleEndian(type), littleEndian(content.length), content, padding);
  }

  private static byte[] small(int type, int value) {
    return concat(littleEndian(4 << 16 | type), littleEndian(value));
  }

  private static byte[] compressed(byte[] packed) {
    return concat(littleEndian(COMPRESSED), littleEndian(packed.length), packed);
  }
}
