package org.dafusion.jobs.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Writes a file of a dataset in Hugging Face's Parquet layout, which its library opens with images,
 * names of classes and captions in place. Columns and footer are those that {@code
 * Dataset.to_parquet} of datasets 5.0 writes.
 */
public final class HuggingFaceParquet implements Closeable {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message schema {
            optional group image {
              optional binary bytes;
              optional binary path (STRING);
            }
            optional int64 label;
            optional binary text (STRING);
          }
          """);

  // so that a reader who wants a few rows need not fetch all
  private static final long ROW_GROUP_BYTES = 8L << 20;

  private final ParquetWriter<Group> writer;
  private final int classes;

  /**
   * Opens a writer.
   *
   * @param file local; what is there is replaced
   * @param classNames by label
   */
  public HuggingFaceParquet(Path file, List<String> classNames) throws IOException {
    this.classes = classNames.size();
    this.writer =
        ExampleParquetWriter.builder(
                HadoopOutputFile.fromPath(
                    new org.apache.hadoop.fs.Path(file.toUri()), new Configuration(false)))
            .withType(SCHEMA)
            .withExtraMetaData(Map.of(ClassLabels.KEY, ClassLabels.features(classNames)))
            .withRowGroupSize(ROW_GROUP_BYTES)
            // images are compressed already, and no two are the same
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withDictionaryEncoding("image.bytes", false)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build();
  }

  /** The name of a part's shard, such as {@code data/train-00000-of-00004.parquet}. */
  public static String shardName(String part, int shard, int shards) {
    return String.format(Locale.ROOT, "data/%s-%05d-of-%05d.parquet", part, shard, shards);
  }

  /**
   * Appends a row.
   *
   * @param image encoded
   * @param path the image's name, by which its kind is told; null for none
   * @param label index of its class
   * @param text caption; null for none
   */
  public void add(byte[] image, String path, int label, String text) throws IOException {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "Invalid label of %s: must be 0 to %d, found %d".formatted(path, classes - 1, label));
    }
    Group row = new SimpleGroup(SCHEMA);
    Group struct = row.addGroup("image");
    struct.add("bytes", Binary.fromConstantByteArray(image));
    if (path != null) {
      struct.add("path", path);
    }
    row.add("label", (long) label);
    if (text != null) {
      row.add("text", text);
    }
    writer.write(row);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
