package org.dafusion.jobs.dataset;

import static org.dafusion.jobs.dataset.OverclaimingShardException.unless;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.InterningProtocol;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.dafusion.jobs.dataset.FooterClaims.Chunk;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * What the pages of a column claim: their sizes, how many values they have, and how long the runs
 * are that their levels and indices are stored in. Parquet's readers make room for each before they
 * look for the bytes.
 *
 * <p>Values are plain or from a dictionary, as Hugging Face's library, pyarrow and Spark write
 * them. The delta encodings are refused: a page of one may hold the square of its bytes.
 */
final class PageClaims {
  /** Of a page that is no larger no compression is too good; writers make pages of 1 MB. */
  static final int USUAL_BYTES = 16 << 20;

  /** Above that, the most that a page may hold of what is stored; images do not shrink at all. */
  static final int MOST_TIMES = 8;

  /** The most that values may have together of the file's bytes because they are repeated. */
  static final int MOST_REPEATED = 100;

  static final long USUAL_REPEATED = 256L << 20;

  private static final Set<Encoding> ENCODINGS =
      EnumSet.of(Encoding.PLAIN, Encoding.PLAIN_DICTIONARY, Encoding.RLE_DICTIONARY, Encoding.RLE);

  private final FSDataInputStream file;
  private final long fileBytes;
  private final CodecFactory codecs;
  private final Chunk chunk;

  private long values;
  private long largestEntry;
  private long indexed;

  PageClaims(FSDataInputStream file, long fileBytes, CodecFactory codecs, Chunk chunk) {
    this.file = file;
    this.fileBytes = fileBytes;
    this.codecs = codecs;
    this.chunk = chunk;
  }

  /**
   * Looks at all pages that a reader would.
   *
   * @throws OverclaimingShardException telling the column, the rule and what was found
   * @throws IOException if the file cannot be read just now
   */
  void check() throws IOException, OverclaimingShardException {
    long position = chunk.start();
    while (values < chunk.column().getNum_values()) {
      file.seek(position);
      PageHeader header = header(chunk.end() - position);
      long end = file.getPos() + header.getCompressed_page_size();
      unless(
          header.getCompressed_page_size() >= 0 && end <= chunk.end(),
          "a page of %s claims %d bytes where %d are left",
          chunk.name(),
          header.getCompressed_page_size(),
          chunk.end() - file.getPos());
      checkSize(header);
      check(header);
      position = end;
    }
  }

  private PageHeader header(long left) throws IOException, OverclaimingShardException {
    unless(
        left > 0,
        "%s ends after %d of %d values",
        chunk.name(),
        values,
        chunk.column().getNum_values());
    PageHeader header = new PageHeader();
    try {
      header.read(
          new InterningProtocol(new TCompactProtocol(new TIOStreamTransport(file), left, left)));
      return header;
    } catch (TException | RuntimeException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new OverclaimingShardException(
          "a page of %s has no header: %s".formatted(chunk.name(), e.getMessage()));
    } catch (StackOverflowError e) {
      throw new OverclaimingShardException(
          "a page of %s has a header with too many structs in each other".formatted(chunk.name()));
    }
  }

  private void checkSize(PageHeader header) throws OverclaimingShardException {
    long most = Math.max(USUAL_BYTES, (long) MOST_TIMES * header.getCompressed_page_size());
    long claimed = header.getUncompressed_page_size();
    unless(
        claimed >= 0 && claimed <= most,
        "a page of %s claims %d bytes and has %d: at most %d, or %d times what it has, are allowed",
        chunk.name(),
        claimed,
        header.getCompressed_page_size(),
        USUAL_BYTES,
        MOST_TIMES);
  }

  private void check(PageHeader header) throws IOException, OverclaimingShardException {
    if (header.getType() == PageType.DICTIONARY_PAGE && header.isSetDictionary_page_header()) {
      long entries = header.getDictionary_page_header().getNum_values();
      unless(
          entries >= 0 && entries <= chunk.column().getNum_values(),
          "the dictionary of %s claims %d entries for %d values",
          chunk.name(),
          entries,
          chunk.column().getNum_values());
      largestEntry = largest(content(header, 0, true), entries);
    } else if (header.getType() == PageType.DATA_PAGE && header.isSetData_page_header()) {
      checkFirst(header);
    } else if (header.getType() == PageType.DATA_PAGE_V2 && header.isSetData_page_header_v2()) {
      checkSecond(header);
    }
  }

  /** Levels with their lengths before them, then values, all compressed as one. */
  private void checkFirst(PageHeader header) throws IOException, OverclaimingShardException {
    Encoding encoding = header.getData_page_header().getEncoding();
    long count = count(header.getData_page_header().getNum_values(), encoding);
    ByteBuffer content = content(header, 0, true);
    if (chunk.levels().repetition() > 0) {
      checkLevels(content, chunk.levels().repetition(), count);
    }
    if (chunk.levels().definition() > 0) {
      checkLevels(content, chunk.levels().definition(), count);
    }
    checkIndices(content, encoding, count);
  }

  private void checkLevels(ByteBuffer content, int largest, long count)
      throws OverclaimingShardException {
    int length = content.remaining() < Integer.BYTES ? -1 : content.getInt();
    unless(
        length >= 0 && length <= content.remaining(),
        "the levels of a page of %s claim %d bytes where %d are left",
        chunk.name(),
        length,
        content.remaining());
    checkLevels(slice(content, length), largest, count, "levels");
  }

  private void checkLevels(ByteBuffer levels, int largest, long count, String what)
      throws OverclaimingShardException {
    int bitWidth = Integer.SIZE - Integer.numberOfLeadingZeros(largest);
    RunLengths.check(
        "a page of %s, in its %s,".formatted(chunk.name(), what), levels, bitWidth, count);
  }

  /** Levels that are not compressed, whose lengths the header tells, then values. */
  private void checkSecond(PageHeader header) throws IOException, OverclaimingShardException {
    DataPageHeaderV2 page = header.getData_page_header_v2();
    long count = count(page.getNum_values(), page.getEncoding());
    long repetition = page.getRepetition_levels_byte_length();
    long definition = page.getDefinition_levels_byte_length();
    unless(
        repetition >= 0
            && definition >= 0
            && repetition + definition <= header.getCompressed_page_size()
            && repetition + definition <= header.getUncompressed_page_size(),
        "the levels of a page of %s claim %d and %d bytes, and the page has %d",
        chunk.name(),
        repetition,
        definition,
        header.getCompressed_page_size());
    ByteBuffer levels = read((int) (repetition + definition));
    if (chunk.levels().repetition() > 0) {
      checkLevels(
          slice(levels, (int) repetition), chunk.levels().repetition(), count, "repetition levels");
    }
    if (chunk.levels().definition() > 0) {
      checkLevels(levels, chunk.levels().definition(), count, "definition levels");
    }
    boolean compressed = !page.isSetIs_compressed() || page.isIs_compressed();
    checkIndices(
        content(header, (int) (repetition + definition), compressed), page.getEncoding(), count);
  }

  private long count(long claimed, Encoding encoding) throws OverclaimingShardException {
    long all = chunk.column().getNum_values();
    unless(
        claimed >= 0 && claimed <= all - values,
        "a page of %s claims %d values where %d of %d are left",
        chunk.name(),
        claimed,
        all - values,
        all);
    unless(
        ENCODINGS.contains(encoding),
        "a page of %s is encoded as %s: must be PLAIN or from a dictionary",
        chunk.name(),
        encoding);
    values += claimed;
    return claimed;
  }

  private void checkIndices(ByteBuffer content, Encoding encoding, long count)
      throws OverclaimingShardException {
    boolean fromDictionary =
        encoding == Encoding.PLAIN_DICTIONARY || encoding == Encoding.RLE_DICTIONARY;
    if (!fromDictionary || !content.hasRemaining()) {
      return;
    }
    RunLengths.check(
        "a page of %s, in its indices,".formatted(chunk.name()), content, content.get(), count);
    indexed += count;
    long most = Math.max(USUAL_REPEATED, MOST_REPEATED * fileBytes);
    unless(
        largestEntry * indexed <= most,
        "%s repeats an entry of %d bytes in up to %d rows: at most %d bytes, or %d times the file's, are allowed",
        chunk.name(),
        largestEntry,
        indexed,
        USUAL_REPEATED,
        MOST_REPEATED);
  }

  /** The longest of a dictionary's texts or images, each after its length; 8 of numbers. */
  private long largest(ByteBuffer content, long entries) {
    if (chunk.column().getType() != Type.BYTE_ARRAY) {
      return Long.BYTES;
    }
    long largest = 0;
    for (long i = 0; i < entries && content.remaining() >= Integer.BYTES; i++) {
      int length = content.getInt();
      if (length < 0 || length > content.remaining()) {
        break;
      }
      largest = Math.max(largest, length);
      content.position(content.position() + length);
    }
    return largest;
  }

  /**
   * What is left of a page as it is once decompressed.
   *
   * @param read bytes of the page that were read already
   */
  private ByteBuffer content(PageHeader header, int read, boolean compressed)
      throws IOException, OverclaimingShardException {
    ByteBuffer stored = read(header.getCompressed_page_size() - read);
    CompressionCodec codec = chunk.column().getCodec();
    int claimed = header.getUncompressed_page_size() - read;
    if (codec == CompressionCodec.UNCOMPRESSED || !compressed || !stored.hasRemaining()) {
      return stored;
    }
    if (codec == CompressionCodec.SNAPPY) {
      long inside = RunLengths.unsigned(stored.duplicate());
      unless(
          inside <= claimed,
          "a page of %s claims %d bytes, and within it %d",
          chunk.name(),
          claimed,
          inside);
    }
    try {
      return ByteBuffer.wrap(
              codecs
                  .getDecompressor(CompressionCodecName.valueOf(codec.name()))
                  .decompress(BytesInput.from(stored), claimed)
                  .toByteArray())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException | RuntimeException e) {
      throw new OverclaimingShardException(
          "a page of %s is not compressed with %s: %s"
              .formatted(chunk.name(), codec, DamagedFiles.shown(e)));
    }
  }

  private ByteBuffer read(int length) throws IOException {
    byte[] bytes = new byte[length];
    file.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer slice(ByteBuffer bytes, int length) {
    ByteBuffer slice = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + length);
    return slice;
  }
}
