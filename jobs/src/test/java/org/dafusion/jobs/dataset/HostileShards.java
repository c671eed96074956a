package org.dafusion.jobs.dataset;

import static org.dafusion.jobs.dataset.CraftedShard.concat;
import static org.dafusion.jobs.dataset.CraftedShard.dictionary;
import static org.dafusion.jobs.dataset.CraftedShard.levels;
import static org.dafusion.jobs.dataset.CraftedShard.longs;
import static org.dafusion.jobs.dataset.CraftedShard.page;
import static org.dafusion.jobs.dataset.CraftedShard.page2;
import static org.dafusion.jobs.dataset.CraftedShard.run;
import static org.dafusion.jobs.dataset.CraftedShard.text;
import static org.dafusion.jobs.dataset.CraftedShard.unsigned;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.dataset.HuggingFaceFeatures.Feature;
import org.dafusion.jobs.dataset.HuggingFaceFeatures.Kind;
import org.dafusion.jobs.dataset.HuggingFaceParquet.EncodedImage;

/**
 * Parquet files that are damaged, or none, or ask for gigabytes, and what must come of each.
 *
 * @param making writes it to a path
 * @param outcome regular expression of what its reading says
 */
record HostileShards(String name, Making making, String outcome) {
  static final String REFUSED = "Cannot use the dataset .*pets because ";
  private static final String UNREAD =
      REFUSED + "data/train-00000-of-00001.parquet cannot be read: ";
  private static final String ALL = "6 rows";
  private static final int ROWS = 6;
  private static final int MANY = Integer.MAX_VALUE;
  private static final int BOMB = 512 << 20;

  /** Of which the crafted ones are changes. */
  private static final byte[] FILE = file();

  /** Writes a file, or what stands in its place. */
  interface Making {
    void make(Path path) throws Exception;
  }

  static List<HostileShards> all() {
    return Stream.of(honest(), damages(), drawn(), footers(), sizes(), counts(), runs(), texts())
        .flatMap(shards -> shards)
        .toList();
  }

  /** Crafted as the others are, and nothing is wrong with them. */
  private static Stream<HostileShards> honest() {
    byte[] labels = concat(levels(ROWS), longs(0, 1, 0, 1, 0, 1));
    byte[] bare = concat(run(ROWS, 1), longs(0, 1, 0, 1, 0, 1));
    // a bit each, in one group of eight
    byte[] indices = concat(levels(ROWS), new byte[] {1, 3, 0b101010});
    return Stream.of(
        crafted("honest footer", shard -> shard, ALL),
        labels("honest page", CompressionCodec.UNCOMPRESSED, ALL, plain(labels.length, labels)),
        labels("honest gzip", CompressionCodec.GZIP, ALL, plain(labels.length, gzip(labels))),
        labels("honest zstd", CompressionCodec.ZSTD, ALL, plain(labels.length, zstd(labels))),
        labels(
            "honest page of version 2",
            CompressionCodec.UNCOMPRESSED,
            ALL,
            page2(Encoding.PLAIN, ROWS, 2, bare.length, bare)),
        labels(
            "honest dictionary",
            CompressionCodec.UNCOMPRESSED,
            ALL,
            dictionary(2, 16, longs(0, 1)),
            page(Encoding.RLE_DICTIONARY, ROWS, indices.length, indices)));
  }

  private static Stream<HostileShards> damages() {
    return Stream.of(
        changed("empty", file -> new byte[0]),
        changed("four bytes", file -> Arrays.copyOf(file, 4)),
        changed("text", file -> "id,image\n1,x\n".repeat(99).getBytes(StandardCharsets.UTF_8)),
        changed("no magic at its end", file -> with(file, file.length - 1, 'X')),
        changed("magic of an encrypted file", file -> with(file, file.length - 1, 'E')),
        changed("footer of no length", file -> footer(file, 0)),
        changed("footer of 1 byte", file -> footer(file, 1)),
        changed("footer beyond the file", file -> footer(file, file.length)),
        changed("footer of 2147483647", file -> footer(file, MANY)),
        changed("footer of -1", file -> footer(file, -1)),
        changed("half", file -> Arrays.copyOf(file, file.length / 2)),
        changed("without its last byte", file -> Arrays.copyOf(file, file.length - 1)),
        changed("footer of zeros", file -> zeros(file, file.length - 200, file.length - 8)),
        changed("pages of zeros", file -> zeros(file, 4, file.length / 2)),
        // the first four bytes are nobody's
        new HostileShards(
            "no magic at its start",
            path -> Files.write(path, with(FILE, 0, 'X')),
            ALL + "|" + REFUSED + ".+"),
        new HostileShards("pipe", HostileShards::makePipe, UNREAD + "it is no file but .+"));
  }

  /** Any byte may be in what is not read. */
  private static Stream<HostileShards> drawn() {
    return Stream.iterate(0, seed -> seed + 1)
        .limit(25)
        .map(
            seed ->
                new HostileShards(
                    "bytes of seed " + seed,
                    path -> Files.write(path, flipped(FILE, seed)),
                    ALL + "|Cannot (use|read|list) .*pets.*because .+"));
  }

  private static Stream<HostileShards> footers() {
    return Stream.of(
        crafted("rows of -1", shard -> rows(shard, -1), "a row group claims -1 rows: .+"),
        crafted(
            "rows of 2147483647",
            shard -> rows(shard, MANY),
            "it claims 2147483647 rows in \\d+ bytes: at least 16 bytes a row are expected of"
                + " images"),
        crafted("rows of the largest number", shard -> rows(shard, Long.MAX_VALUE), "it claims .+"),
        crafted(
            "1000 row groups",
            shard ->
                shard.footer(
                    footer ->
                        footer.setRow_groups(
                            Collections.nCopies(1000, footer.getRow_groups().get(0)))),
            "it claims \\d+ rows in \\d+ bytes: .+"),
        crafted(
            "values of 2147483647",
            shard -> shard.column("label", column -> column.setNum_values(MANY)),
            "label claims 2147483647 values in 6 rows"),
        made(
            "schema of 2147483647 elements",
            CraftedShard.of(FILE)
                .withFooter(concat(new byte[] {0x15, 2, 0x19, (byte) 0xfc}, unsigned(MANY))),
            "its footer is damaged: .+"),
        made(
            "writer's name of 2147483647 bytes",
            CraftedShard.of(FILE).withFooter(concat(new byte[] {0x68}, unsigned(MANY))),
            "its footer (is damaged: .+|ends early)"),
        made(
            "structs in each other 1000000 deep, of a kind that nobody knows",
            CraftedShard.of(FILE).withFooter(structs(1_000_000)),
            "its footer has too many structs in each other"),
        labels(
            "page header of as many",
            CompressionCodec.UNCOMPRESSED,
            "a page of label has a header with too many structs in each other",
            structs(1_000_000)),
        crafted(
            "groups in each other 100000 deep",
            shard -> shard.footer(footer -> footer.setSchema(nested(100_000))),
            "its schema has (more than 32 groups in each other|100001 elements).+"),
        crafted(
            "groups in each other 5000 deep",
            shard -> shard.footer(footer -> footer.setSchema(nested(5_000))),
            "its schema has more than 32 groups in each other, which is all that is allowed"),
        crafted(
            "20000 columns",
            shard -> shard.footer(footer -> widen(footer, 20_000)),
            "its schema has \\d+ elements: at most 10000 are allowed"),
        crafted(
            "LZ4 in Hadoop's framing",
            shard -> shard.column("label", column -> column.setCodec(CompressionCodec.LZ4)),
            "label is compressed with LZ4: must be one of .+"),
        crafted(
            "pages beyond the file",
            shard -> shard.column("label", column -> column.setTotal_compressed_size(MANY)),
            "label claims 2147483647 bytes from byte .+"),
        crafted(
            "pages before the file",
            shard -> shard.column("label", column -> column.setData_page_offset(-9)),
            "label claims \\d+ bytes from byte -9 on, .+"),
        new HostileShards(
            "classes of 9 MB each",
            path ->
                write(
                    path,
                    HuggingFaceFeatures.captioned(
                        List.of("a".repeat(9 << 20), "bee".repeat(3 << 20))),
                    0L),
            UNREAD + "its footer has \\d+ bytes: at most 16777216 are allowed"),
        new HostileShards(
            "labels that are texts of 4 MB",
            path ->
                write(
                    path,
                    new HuggingFaceFeatures(
                        List.of(
                            new Feature("image", Kind.IMAGE),
                            new Feature("label", Kind.STRING),
                            new Feature("text", Kind.STRING)),
                        List.of()),
                    "a".repeat(4 << 20)),
            REFUSED + "neither the key huggingface .+"));
  }

  private static Stream<HostileShards> sizes() {
    byte[] few = new byte[64];
    String most = ": at most 16777216, or 8 times what it has, are allowed";
    return Stream.of(
        labels(
            "gzip that claims 2147483647 bytes",
            CompressionCodec.GZIP,
            "a page of label claims 2147483647 bytes and has \\d+" + most,
            plain(MANY, gzip(few))),
        labels(
            "page that claims -1 bytes",
            CompressionCodec.GZIP,
            "a page of label claims -1 bytes and has \\d+" + most,
            plain(-1, gzip(few))),
        lazily(
            "gzip of 512 MB",
            "label",
            CompressionCodec.GZIP,
            () -> plain(BOMB, gzipBomb()),
            "a page of label claims 536870912 bytes and has \\d+" + most),
        lazily(
            "zstd of 512 MB",
            "label",
            CompressionCodec.ZSTD,
            () -> plain(BOMB, zstdBomb()),
            "a page of label claims 536870912 bytes and has \\d+" + most),
        new HostileShards(
            "zstd of 512 MB that claims 58 bytes, of which no more are unpacked",
            path -> {
              CraftedShard shard = CraftedShard.of(FILE);
              shard.pages("label", CompressionCodec.ZSTD, plain(58, zstdBomb()));
              Files.write(path, shard.bytes());
            },
            REFUSED + ".+ cannot be read: .+"),
        lazily(
            "image of 512 MB",
            "image.bytes",
            CompressionCodec.ZSTD,
            () -> plain(BOMB, zstdBomb()),
            "a page of image.bytes claims 536870912 bytes and has \\d+" + most),
        labels(
            "snappy that claims 2147483647 bytes within",
            CompressionCodec.SNAPPY,
            "a page of label claims 64 bytes, and within it 2147483647",
            plain(64, concat(unsigned(MANY), few))),
        labels(
            "gzip that is none",
            CompressionCodec.GZIP,
            "a page of label is not compressed with GZIP: .+",
            plain(64, few)),
        labels(
            "LZ4 that is none",
            CompressionCodec.LZ4_RAW,
            "a page of label is not compressed with LZ4_RAW: .+",
            plain(16 << 20, few)),
        labels(
            "page that ends after the column",
            CompressionCodec.UNCOMPRESSED,
            "a page of label claims 64 bytes where 60 are left",
            Arrays.copyOf(plain(64, few), plain(64, few).length - 4)),
        labels(
            "statistics of 2147483647 bytes",
            CompressionCodec.UNCOMPRESSED,
            "a page of label has no header: .+",
            concat(new byte[] {0x15, 0, 0x15, 2, 0x15, 2, 0x2c, 0x5c, 0x18}, unsigned(MANY))));
  }

  private static Stream<HostileShards> counts() {
    byte[] few = new byte[64];
    return Stream.of(
        labels(
            "page of 2147483647 values",
            CompressionCodec.UNCOMPRESSED,
            "a page of label claims 2147483647 values where 6 of 6 are left",
            page(Encoding.PLAIN, MANY, 64, few)),
        labels(
            "page of -1 values",
            CompressionCodec.UNCOMPRESSED,
            "a page of label claims -1 values where .+",
            page(Encoding.PLAIN, -1, 64, few)),
        labels(
            "column that ends before its values",
            CompressionCodec.UNCOMPRESSED,
            "label ends after 2 of 6 values",
            page(Encoding.PLAIN, 2, 22, concat(levels(2), longs(0, 1)))),
        labels(
            "dictionary of 2147483647 entries",
            CompressionCodec.UNCOMPRESSED,
            "the dictionary of label claims 2147483647 entries for 6 values",
            dictionary(MANY, 16, longs(0, 1))),
        labels(
            "levels of 2147483647 bytes",
            CompressionCodec.UNCOMPRESSED,
            "the levels of a page of label claim 2147483647 bytes where 60 are left",
            plain(64, concat(new byte[] {-1, -1, -1, 0x7f}, new byte[60]))),
        labels(
            "levels of -1 bytes in version 2",
            CompressionCodec.UNCOMPRESSED,
            "the levels of a page of label claim 0 and -1 bytes, and the page has 64",
            page2(Encoding.PLAIN, ROWS, -1, 64, few)));
  }

  /** Numbers that a reader would make room for, deep within pages. */
  private static Stream<HostileShards> runs() {
    byte[] packed = concat(unsigned(MANY), new byte[8]);
    byte[] inLevels = concat(new byte[] {(byte) packed.length, 0, 0, 0}, packed);
    byte[] inIndices = concat(levels(ROWS), new byte[] {1}, packed);
    String many = "claims a run of 8589934584 where 6 of 6 values are left";
    return Stream.of(
        labels(
            "packed run of 1073741823 groups in levels",
            CompressionCodec.UNCOMPRESSED,
            "a page of label, in its levels, " + many,
            plain(inLevels.length, inLevels)),
        labels(
            "packed run of 1073741823 groups in levels of version 2",
            CompressionCodec.UNCOMPRESSED,
            "a page of label, in its definition levels, " + many,
            page2(Encoding.PLAIN, ROWS, packed.length, packed.length, packed)),
        labels(
            "packed run of 1073741823 groups in indices",
            CompressionCodec.UNCOMPRESSED,
            "a page of label, in its indices, " + many,
            dictionary(2, 16, longs(0, 1)),
            page(Encoding.RLE_DICTIONARY, ROWS, inIndices.length, inIndices)),
        labels(
            "delta encoding in blocks of 2147483647",
            CompressionCodec.UNCOMPRESSED,
            "a page of label is encoded as DELTA_BINARY_PACKED: must be PLAIN or from a dictionary",
            page(
                Encoding.DELTA_BINARY_PACKED,
                ROWS,
                20,
                concat(levels(ROWS), unsigned(MANY), unsigned(1), new byte[8]))));
  }

  private static Stream<HostileShards> texts() {
    int large = 15 << 20;
    byte[] entry = text(large);
    byte[] indices = concat(levels(ROWS), new byte[] {1}, run(ROWS, 0));
    byte[] many = concat(levels(99), new byte[] {1}, run(99, 0));
    return Stream.of(
        crafted(
            "caption of 15 MB in 99 rows, in a kilobyte",
            shard ->
                shard
                    .footer(
                        footer -> {
                          footer.setNum_rows(99);
                          footer.getRow_groups().get(0).setNum_rows(99);
                          footer
                              .getRow_groups()
                              .get(0)
                              .getColumns()
                              .forEach(column -> column.getMeta_data().setNum_values(99));
                        })
                    .pages("image.bytes", CompressionCodec.UNCOMPRESSED, absent(99))
                    .pages("image.path", CompressionCodec.UNCOMPRESSED, absent(99))
                    .pages("label", CompressionCodec.UNCOMPRESSED, absent(99))
                    .pages(
                        "text",
                        CompressionCodec.ZSTD,
                        dictionary(1, entry.length, zstd(entry)),
                        page(Encoding.RLE_DICTIONARY, 99, many.length, zstd(many))),
            "text repeats an entry of 15728640 bytes in up to 99 rows: at most 268435456 bytes, or"
                + " 100 times the file's, are allowed"),
        crafted(
            "caption of 15 MB in 6 rows",
            shard ->
                shard.pages(
                    "text",
                    CompressionCodec.ZSTD,
                    dictionary(1, entry.length, zstd(entry)),
                    page(Encoding.RLE_DICTIONARY, ROWS, indices.length, zstd(indices))),
            ALL));
  }

  /** A page of so many nulls. */
  private static byte[] absent(int values) {
    byte[] run = run(values, 0);
    byte[] content = concat(new byte[] {(byte) run.length, 0, 0, 0}, run);
    return page(Encoding.PLAIN, values, content.length, content);
  }

  private static CraftedShard rows(CraftedShard shard, long rows) {
    return shard.footer(footer -> footer.getRow_groups().get(0).setNum_rows(rows));
  }

  private static List<SchemaElement> nested(int depth) {
    List<SchemaElement> schema = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      schema.add(
          new SchemaElement("g")
              .setNum_children(1)
              .setRepetition_type(FieldRepetitionType.OPTIONAL));
    }
    schema.add(leaf("leaf"));
    return schema;
  }

  private static SchemaElement leaf(String name) {
    return new SchemaElement(name)
        .setType(Type.INT64)
        .setRepetition_type(FieldRepetitionType.OPTIONAL);
  }

  private static void widen(FileMetaData footer, int columns) {
    footer
        .getSchema()
        .get(0)
        .setNum_children(footer.getSchema().get(0).getNum_children() + columns);
    for (int i = 0; i < columns; i++) {
      footer.addToSchema(leaf("c" + i));
    }
  }

  /** Field 15, a struct, whose field 15 is a struct, and so on. */
  private static byte[] structs(int depth) {
    byte[] structs = new byte[depth];
    Arrays.fill(structs, (byte) 0xfc);
    return structs;
  }

  private static byte[] plain(int claimed, byte[] stored) {
    return page(Encoding.PLAIN, ROWS, claimed, stored);
  }

  private static HostileShards labels(
      String name, CompressionCodec codec, String outcome, byte[]... pages) {
    return crafted(name, shard -> shard.pages("label", codec, pages), outcome);
  }

  private interface Page {
    byte[] make();
  }

  /** Bombs are made one at a time. */
  private static HostileShards lazily(
      String name, String column, CompressionCodec codec, Page page, String outcome) {
    return crafted(name, shard -> shard.pages(column, codec, page.make()), outcome);
  }

  private static HostileShards crafted(
      String name, Function<CraftedShard, CraftedShard> craft, String outcome) {
    return new HostileShards(
        name,
        path -> Files.write(path, craft.apply(CraftedShard.of(FILE)).bytes()),
        outcome.equals(ALL) ? ALL : UNREAD + outcome);
  }

  private static HostileShards made(String name, byte[] file, String outcome) {
    return new HostileShards(name, path -> Files.write(path, file), UNREAD + outcome);
  }

  private static HostileShards changed(String name, Function<byte[], byte[]> change) {
    return new HostileShards(name, path -> Files.write(path, change.apply(FILE)), "Cannot use .+");
  }

  private static void makePipe(Path path) throws Exception {
    if (new ProcessBuilder("mkfifo", path.toString()).start().waitFor() != 0) {
      Files.createSymbolicLink(path, Path.of("/dev/zero"));
    }
  }

  private static byte[] file() {
    try {
      Path folder = Files.createTempDirectory("shard");
      Path file = folder.resolve("train.parquet");
      write(file, HuggingFaceFeatures.captioned(List.of("ant", "bee")), null);
      byte[] bytes = Files.readAllBytes(file);
      for (Path written : List.of(file, folder.resolve(".train.parquet.crc"), folder)) {
        Files.delete(written);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Labels alternate, or are all the same. */
  private static void write(Path file, HuggingFaceFeatures features, Object label)
      throws IOException {
    try (HuggingFaceParquet writer = new HuggingFaceParquet(file, features, 1 << 20)) {
      for (int i = 0; i < ROWS; i++) {
        byte[] rgb = new byte[8 * 8 * Image.CHANNELS];
        new Random(i).nextBytes(rgb);
        EncodedImage image = new EncodedImage(ImageEncoder.png(new Image(8, 8, rgb)), i + ".png");
        writer.add(List.of(image, label == null ? i % 2L : label, "words " + i));
      }
    }
  }

  private static byte[] with(byte[] file, int at, char value) {
    byte[] copy = file.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static byte[] footer(byte[] file, int length) {
    byte[] copy = file.clone();
    for (int i = 0; i < 4; i++) {
      copy[file.length - 8 + i] = (byte) (length >> 8 * i);
    }
    return copy;
  }

  private static byte[] zeros(byte[] file, int from, int to) {
    byte[] copy = file.clone();
    Arrays.fill(copy, from, to, (byte) 0);
    return copy;
  }

  private static byte[] flipped(byte[] file, long seed) {
    Random random = new Random(seed);
    byte[] copy = file.clone();
    for (int i = 0; i < 1 + seed % 12; i++) {
      copy[4 + random.nextInt(file.length - 12)] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  private static byte[] gzipBomb() {
    return packed(GZIPOutputStream::new, new byte[1 << 20], BOMB >> 20);
  }

  private static byte[] zstdBomb() {
    return packed(ZstdOutputStream::new, new byte[1 << 20], BOMB >> 20);
  }

  private static byte[] gzip(byte[] bytes) {
    return packed(GZIPOutputStream::new, bytes, 1);
  }

  private static byte[] zstd(byte[] bytes) {
    return packed(ZstdOutputStream::new, bytes, 1);
  }

  private interface Packing {
    OutputStream around(OutputStream out) throws IOException;
  }

  private static byte[] packed(Packing packing, byte[] block, int times) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = packing.around(packed)) {
      for (int i = 0; i < times; i++) {
        out.write(block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
