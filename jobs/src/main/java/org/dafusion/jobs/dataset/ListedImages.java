package org.dafusion.jobs.dataset;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.data.ClassWords;
import org.dafusion.data.ImageDataset;
import org.dafusion.data.ImageFile;

/** A dataset's images, one a row, none of them decoded yet. */
public final class ListedImages {
  private static final StructType FILES =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("uri", DataTypes.StringType)
          .add("label", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("part", DataTypes.StringType)
          .add("mask", DataTypes.StringType)
          .add("cut", DataTypes.StringType)
          .add("caption", DataTypes.StringType)
          .add("cluster", DataTypes.StringType);

  /**
   * An {@link ImageFile}, and in {@code bytes} the encoded image itself; null where it is the file
   * at {@code uri}.
   */
  public static final StructType SCHEMA = FILES.add("bytes", DataTypes.BinaryType);

  private final SparkSession spark;
  private final ImageDataset dataset;

  /** Rows with {@code uri} and {@code bytes}; null where images are files of their own. */
  private final Dataset<Row> contents;

  private ListedImages(SparkSession spark, ImageDataset dataset, Dataset<Row> contents) {
    this.spark = spark;
    this.dataset = dataset;
    this.contents = contents;
  }

  /** Images that are files of their own. */
  static ListedImages inFiles(SparkSession spark, ImageDataset dataset) {
    return new ListedImages(spark, dataset, null);
  }

  /**
   * Images that lie inside other files.
   *
   * @param contents rows with {@code uri} and {@code bytes}
   */
  static ListedImages inside(SparkSession spark, ImageDataset dataset, Dataset<Row> contents) {
    // without bytes there is nothing to decode, which is the image's fault and not a missing file's
    return new ListedImages(
        spark,
        dataset,
        contents.withColumn(
            "bytes", functions.coalesce(functions.col("bytes"), functions.lit(new byte[0]))));
  }

  /** What the dataset contains. */
  public ImageDataset dataset() {
    return dataset;
  }

  /** The images as {@link #SCHEMA}. */
  public Dataset<Row> rows() {
    List<Row> files = dataset.files().stream().map(ListedImages::toRow).toList();
    Dataset<Row> listed = spark.createDataFrame(files, FILES);
    if (contents != null) {
      return contents
          .join(functions.broadcast(listed), "uri")
          .select(SCHEMA.fieldNames()[0], tail(SCHEMA.fieldNames()));
    }
    int slots = spark.sparkContext().defaultParallelism();
    return listed
        .repartition(Math.max(1, Math.min(files.size(), 4 * slots)))
        .withColumn("bytes", functions.lit(null).cast(DataTypes.BinaryType));
  }

  /**
   * What another dataset makes of the same images: it may leave some out, and part, label and call
   * them otherwise.
   */
  public ListedImages as(ImageDataset other) {
    return new ListedImages(spark, other, contents);
  }

  /**
   * The same images in classes of other names; their labels stay.
   *
   * @throws org.dafusion.config.InvalidSettingsException if the words do not fit the classes
   */
  public ListedImages in(ClassWords words) {
    return as(words.in(dataset));
  }

  /** The encoded image of a row. */
  public static byte[] bytes(Row image, Configuration hadoop) throws IOException {
    byte[] bytes = image.getAs("bytes");
    return bytes == null ? StoredFile.read(image.getAs("uri"), hadoop) : bytes;
  }

  private static Row toRow(ImageFile file) {
    return RowFactory.create(
        file.id(),
        file.uri(),
        (long) file.label(),
        file.className(),
        file.part().folderName(),
        file.mask(),
        file.cut(),
        file.caption(),
        file.cluster());
  }

  private static String[] tail(String[] names) {
    return Arrays.copyOfRange(names, 1, names.length);
  }
}
