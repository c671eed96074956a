package org.dafusion.jobs.dataset;

import static org.dafusion.jobs.dataset.OverclaimingShardException.unless;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.InterningProtocol;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * What the footer of a Parquet file claims, checked against the bytes that are there.
 *
 * <p>Thrift's own reader makes room for as many items as a list claims to have before it reads the
 * first, and Parquet's for a schema as deep as it is told; here a list has at most an item for each
 * byte of the footer.
 */
final class FooterClaims {
  /** A footer has some 100 bytes for each column of each row group. */
  static final int MOST_BYTES = 16 << 20;

  /** An image alone has more, in any format. */
  static final int LEAST_BYTES_OF_A_ROW = 16;

  static final int MOST_COLUMNS = 10_000;
  static final int DEEPEST = 32;

  /** LZ4 in Hadoop's framing has claims of its own in every block; the others are not at hand. */
  private static final Set<CompressionCodec> CODECS =
      EnumSet.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.SNAPPY,
          CompressionCodec.GZIP,
          CompressionCodec.ZSTD,
          CompressionCodec.LZ4_RAW);

  private final FileMetaData footer;
  private final long dataBytes;
  private final Map<List<String>, Levels> leaves = new HashMap<>();

  /**
   * How deep a column's values lie.
   *
   * @param repetition the largest repetition level
   * @param definition the largest definition level
   */
  record Levels(int repetition, int definition) {}

  /**
   * A column's pages in one row group.
   *
   * @param start offset of the first page in the file
   * @param end offset after the last
   */
  record Chunk(ColumnMetaData column, Levels levels, long start, long end) {
    /** What an error calls the column. */
    String name() {
      return String.join(".", column.getPath_in_schema());
    }
  }

  private FooterClaims(FileMetaData footer, long dataBytes) {
    this.footer = footer;
    this.dataBytes = dataBytes;
  }

  /**
   * Reads a footer.
   *
   * @param bytes of the footer, without its length and the magic
   * @param dataBytes of the file before it
   */
  static FooterClaims of(byte[] bytes, long dataBytes) throws OverclaimingShardException {
    FileMetaData footer = new FileMetaData();
    try {
      footer.read(
          new InterningProtocol(
              new TCompactProtocol(
                  new TIOStreamTransport(new ByteArrayInputStream(bytes)),
                  bytes.length,
                  bytes.length)));
    } catch (TTransportException e) {
      throw new OverclaimingShardException("its footer ends early");
    } catch (TException | RuntimeException e) {
      throw new OverclaimingShardException("its footer is damaged: " + e.getMessage());
    } catch (StackOverflowError e) {
      // what Thrift does not know it skips, structs in structs by calls in calls
      throw new OverclaimingShardException("its footer has too many structs in each other");
    }
    FooterClaims claims = new FooterClaims(footer, dataBytes);
    claims.checkSchema();
    claims.checkRows();
    return claims;
  }

  /** Walks the tree, which is stored as a list of nodes that tell how many children follow. */
  private void checkSchema() throws OverclaimingShardException {
    List<SchemaElement> schema = footer.getSchema();
    unless(
        schema.size() <= MOST_COLUMNS,
        "its schema has %d elements: at most %d are allowed",
        schema.size(),
        MOST_COLUMNS);
    Deque<Integer> left = new ArrayDeque<>();
    List<SchemaElement> path = new ArrayList<>();
    for (SchemaElement element : schema) {
      path.add(element);
      if (element.getNum_children() > 0) {
        left.push(element.getNum_children());
        unless(
            left.size() <= DEEPEST,
            "its schema has more than %d groups in each other, which is all that is allowed",
            DEEPEST);
        continue;
      }
      leaves.put(names(path), levels(path));
      path.remove(path.size() - 1);
      while (!left.isEmpty() && left.peek() == 1) {
        left.pop();
        path.remove(path.size() - 1);
      }
      if (!left.isEmpty()) {
        left.push(left.pop() - 1);
      }
    }
  }

  /** The root has a name too, which no path tells. */
  private static List<String> names(List<SchemaElement> path) {
    return path.stream().skip(1).map(SchemaElement::getName).toList();
  }

  private static Levels levels(List<SchemaElement> path) {
    int repetition = 0;
    int definition = 0;
    for (SchemaElement element : path.subList(Math.min(1, path.size()), path.size())) {
      repetition += element.getRepetition_type() == FieldRepetitionType.REPEATED ? 1 : 0;
      definition += element.getRepetition_type() == FieldRepetitionType.REQUIRED ? 0 : 1;
    }
    return new Levels(repetition, definition);
  }

  private void checkRows() throws OverclaimingShardException {
    long most = dataBytes / LEAST_BYTES_OF_A_ROW;
    long rows = 0;
    for (RowGroup group : footer.getRow_groups()) {
      long claimed = group.getNum_rows();
      unless(claimed >= 0, "a row group claims %d rows: must be at least 0", claimed);
      unless(
          claimed <= most - rows,
          "it claims %d rows in %d bytes: at least %d bytes a row are expected of images",
          Math.max(rows + claimed, claimed),
          dataBytes,
          LEAST_BYTES_OF_A_ROW);
      rows += claimed;
    }
  }

  /** Where the pages of columns lie. */
  List<Chunk> chunks(Collection<String> columns) throws OverclaimingShardException {
    List<Chunk> chunks = new ArrayList<>();
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk stored : group.getColumns()) {
        unless(stored.isSetMeta_data(), "a column of it is encrypted");
        List<String> path = stored.getMeta_data().getPath_in_schema();
        if (!path.isEmpty() && columns.contains(path.get(0))) {
          chunks.add(chunk(stored.getMeta_data(), group.getNum_rows()));
        }
      }
    }
    return chunks;
  }

  private Chunk chunk(ColumnMetaData column, long rows) throws OverclaimingShardException {
    Levels levels = leaves.get(column.getPath_in_schema());
    String name = String.join(".", column.getPath_in_schema());
    unless(levels != null, "it holds %s, which its schema lacks", name);
    unless(
        CODECS.contains(column.getCodec()),
        "%s is compressed with %s: must be one of %s",
        name,
        column.getCodec(),
        CODECS);
    unless(
        levels.repetition() > 0 || column.getNum_values() == rows,
        "%s claims %d values in %d rows",
        name,
        column.getNum_values(),
        rows);
    long start = column.getData_page_offset();
    long dictionary = column.getDictionary_page_offset();
    if (column.isSetDictionary_page_offset() && dictionary > 0 && dictionary < start) {
      start = dictionary;
    }
    long size = column.getTotal_compressed_size();
    unless(
        start >= 0 && start <= dataBytes && size >= 0 && size <= dataBytes - start,
        "%s claims %d bytes from byte %d on, and the footer begins at byte %d",
        name,
        size,
        start,
        dataBytes);
    return new Chunk(column, levels, start, start + size);
  }
}
