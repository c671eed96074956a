package org.dafusion.jobs.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
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
import org.dafusion.jobs.dataset.HuggingFaceFeatures.Feature;
import org.dafusion.jobs.dataset.HuggingFaceFeatures.Kind;

/**
 * Writes a file of a dataset in Hugging Face's Parquet layout, which its library opens with images,
 * names of classes and all other columns in place. Columns and footer are those that {@code
 * Dataset.to_parquet} of datasets 5.0 writes.
 *
 * <p>Memory holds one row group.
 */
public final class HuggingFaceParquet implements Closeable {
  // so that a reader who wants a few rows need not fetch all
  private static final long SMALL_ROW_GROUP = 8L << 20;

  // Parquet measures what it holds after so many rows: with its own 100, large images fill the heap
  private static final int MEASURED_AFTER = 1;
  private static final int MEASURED_AT_LATEST_AFTER = 100;

  private final HuggingFaceFeatures features;
  private final MessageType schema;
  private final ParquetWriter<Group> writer;
  private long rows;
  private long bytes;

  /** An image as it is stored; its path, by which its kind is told, may be null. */
  public record EncodedImage(byte[] bytes, String path) {}

  /**
   * Opens a writer of images with a label and a caption.
   *
   * @param file local; what is there is replaced
   * @param classNames by label
   */
  public HuggingFaceParquet(Path file, List<String> classNames) throws IOException {
    this(file, HuggingFaceFeatures.captioned(classNames), SMALL_ROW_GROUP);
  }

  /**
   * Opens a writer of any columns.
   *
   * @param file local; what is there is replaced
   * @param rowGroupBytes about which a row group has
   */
  public HuggingFaceParquet(Path file, HuggingFaceFeatures features, long rowGroupBytes)
      throws IOException {
    this.features = features;
    this.schema = features.schema();
    ExampleParquetWriter.Builder builder =
        ExampleParquetWriter.builder(
                HadoopOutputFile.fromPath(
                    new org.apache.hadoop.fs.Path(file.toUri()), new Configuration(false)))
            .withType(schema)
            .withExtraMetaData(Map.of(ClassLabels.KEY, features.footer()))
            .withRowGroupSize(rowGroupBytes)
            .withMinRowCountForPageSizeCheck(MEASURED_AFTER)
            .withMaxRowCountForPageSizeCheck(MEASURED_AT_LATEST_AFTER)
            // images are compressed already, and no two are the same
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE);
    for (Feature feature : features.features()) {
      if (feature.kind() == Kind.IMAGE) {
        builder.withDictionaryEncoding(feature.name() + ".bytes", false);
      }
    }
    this.writer = builder.build();
  }

  /** The name of a part's shard, such as {@code data/train-00000-of-00004.parquet}. */
  public static String shardName(String part, int shard, int shards) {
    return String.format(Locale.ROOT, "data/%s-%05d-of-%05d.parquet", part, shard, shards);
  }

  /**
   * Appends a row to a file of {@link HuggingFaceFeatures#captioned} images.
   *
   * @param image encoded
   * @param path the image's name, by which its kind is told; null for none
   * @param label index of its class
   * @param text caption; null for none
   */
  public void add(byte[] image, String path, int label, String text) throws IOException {
    add(Arrays.asList(new EncodedImage(image, path), (long) label, text));
  }

  /**
   * Appends a row.
   *
   * @param values one for each feature, in order, null for none: an {@link EncodedImage}, a {@link
   *     Long} for labels and longs, and otherwise what the kind says
   */
  public void add(List<?> values) throws IOException {
    if (values.size() != features.features().size()) {
      throw new IllegalArgumentException(
          "Invalid row: must have a value for each of %d features, found %d"
              .formatted(features.features().size(), values.size()));
    }
    Group row = new SimpleGroup(schema);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != null) {
        add(row, features.features().get(i), values.get(i));
      }
    }
    writer.write(row);
    rows++;
  }

  private void add(Group row, Feature feature, Object value) {
    String name = feature.name();
    switch (feature.kind()) {
      case IMAGE -> addImage(row.addGroup(name), (EncodedImage) value);
      case CLASS_LABEL -> row.add(name, checked(name, (Long) value));
      case STRING -> row.add(name, counted((String) value));
      case INT32 -> row.add(name, (int) (Integer) value);
      case INT64 -> row.add(name, (long) (Long) value);
      case FLOAT64 -> row.add(name, (double) (Double) value);
      case BOOL -> row.add(name, (boolean) (Boolean) value);
    }
    bytes += feature.kind() == Kind.BOOL ? 1 : Long.BYTES;
  }

  private void addImage(Group struct, EncodedImage image) {
    struct.add("bytes", Binary.fromConstantByteArray(image.bytes()));
    bytes += image.bytes().length;
    if (image.path() != null) {
      struct.add("path", counted(image.path()));
    }
  }

  private long checked(String name, long label) {
    int classes = features.classNames().size();
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "Invalid %s of row %d: must be 0 to %d, found %d"
              .formatted(name, rows, classes - 1, label));
    }
    return label;
  }

  private String counted(String text) {
    bytes += text.getBytes(StandardCharsets.UTF_8).length;
    return text;
  }

  /** How many rows were added. */
  public long rows() {
    return rows;
  }

  /** About how much memory all values take when they are read: what a card calls num_bytes. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
