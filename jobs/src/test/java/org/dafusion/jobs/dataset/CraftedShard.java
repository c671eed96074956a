package org.dafusion.jobs.dataset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** A Parquet file of one row group whose footer and pages say what a test wants them to. */
final class CraftedShard {
  private static final int TAIL = 8;

  private final FileMetaData footer;
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private CraftedShard(byte[] file) throws IOException {
    int length = buffer(file).getInt(file.length - TAIL);
    int start = file.length - TAIL - length;
    footer = Util.readFileMetaData(new ByteArrayInputStream(file, start, length));
    data.write(file, 0, start);
  }

  /** Starts from a file as it should be. */
  static CraftedShard of(byte[] file) {
    try {
      return new CraftedShard(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CraftedShard footer(Consumer<FileMetaData> change) {
    change.accept(footer);
    return this;
  }

  CraftedShard column(String name, Consumer<ColumnMetaData> change) {
    change.accept(column(name));
    return this;
  }

  private ColumnMetaData column(String name) {
    return footer.getRow_groups().get(0).getColumns().stream()
        .map(chunk -> chunk.getMeta_data())
        .filter(column -> String.join(".", column.getPath_in_schema()).equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Gives a column other pages, which come after all that is there. */
  CraftedShard pages(String name, CompressionCodec codec, byte[]... pages) {
    ColumnMetaData column = column(name);
    column.unsetDictionary_page_offset();
    column.setCodec(codec);
    column.setData_page_offset(data.size());
    Arrays.stream(pages).forEach(data::writeBytes);
    column.setTotal_compressed_size(data.size() - column.getData_page_offset());
    return this;
  }

  /** The whole file. */
  byte[] bytes() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try {
      Util.writeFileMetaData(footer, written);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return withFooter(written.toByteArray());
  }

  /** The whole file, with these bytes for a footer. */
  byte[] withFooter(byte... bytes) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(data.toByteArray());
    file.writeBytes(bytes);
    file.writeBytes(buffer(new byte[4]).putInt(0, bytes.length).array());
    file.writeBytes("PAR1".getBytes());
    return file.toByteArray();
  }

  /** A data page of the first version. */
  static byte[] page(Encoding encoding, int values, int claimed, byte[] stored) {
    PageHeader header = new PageHeader(PageType.DATA_PAGE, claimed, stored.length);
    header.setData_page_header(new DataPageHeader(values, encoding, Encoding.RLE, Encoding.RLE));
    return page(header, stored);
  }

  /** A data page of the second version; its levels are no part of what is compressed. */
  static byte[] page2(Encoding encoding, int values, int levels, int claimed, byte[] stored) {
    PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, claimed, stored.length);
    header.setData_page_header_v2(new DataPageHeaderV2(values, 0, values, encoding, levels, 0));
    return page(header, stored);
  }

  static byte[] dictionary(int entries, int claimed, byte[] stored) {
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, claimed, stored.length);
    header.setDictionary_page_header(new DictionaryPageHeader(entries, Encoding.PLAIN));
    return page(header, stored);
  }

  private static byte[] page(PageHeader header, byte[] stored) {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try {
      Util.writePageHeader(header, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    page.writeBytes(stored);
    return page.toByteArray();
  }

  /** Levels with their length before them: all of so many values are there. */
  static byte[] levels(int values) {
    byte[] run = run(values, 1);
    return concat(buffer(new byte[4]).putInt(0, run.length).array(), run);
  }

  /** A run of one value that takes a byte. */
  static byte[] run(int times, int value) {
    return concat(unsigned(times << 1), new byte[] {(byte) value});
  }

  static byte[] unsigned(int value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int left = value;
    while ((left & ~0x7f) != 0) {
      bytes.write(left & 0x7f | 0x80);
      left >>>= 7;
    }
    bytes.write(left);
    return bytes.toByteArray();
  }

  /** A text after its length. */
  static byte[] text(int length) {
    ByteBuffer text = buffer(new byte[4 + length]).putInt(0, length);
    Arrays.fill(text.array(), 4, 4 + length, (byte) 'a');
    return text.array();
  }

  static byte[] longs(long... values) {
    ByteBuffer bytes = buffer(new byte[8 * values.length]);
    Arrays.stream(values).forEach(bytes::putLong);
    return bytes.array();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
