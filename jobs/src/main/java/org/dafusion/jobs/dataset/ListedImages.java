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

/**
 * A dataset's images, one a row, none of them decoded yet.
 *
 * @param dataset what the dataset contains
 * @param rows as {@link #SCHEMA}
 */
public record ListedImages(ImageDataset dataset, Dataset<Row> rows) {
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

  /** Images that are files of their own. */
  static ListedImages inFiles(SparkSession spark, ImageDataset dataset) {
    List<Row> files = files(dataset);
    int slots = spark.sparkContext().defaultParallelism();
    return new ListedImages(
        dataset,
        spark
            .createDataFrame(files, FILES)
            .repartition(Math.max(1, Math.min(files.size(), 4 * slots)))
            .withColumn("bytes", functions.lit(null).cast(DataTypes.BinaryType)));
  }

  /**
   * Images that lie inside other files.
   *
   * @param contents rows with {@code uri} and {@code bytes}
   */
  static ListedImages inside(SparkSession spark, ImageDataset dataset, Dataset<Row> contents) {
    Dataset<Row> listed = functions.broadcast(spark.createDataFrame(files(dataset), FILES));
    // without bytes there is nothing to decode, which is the image's fault and not a missing file's
    return new ListedImages(
        dataset,
        contents
            .withColumn(
                "bytes", functions.coalesce(functions.col("bytes"), functions.lit(new byte[0])))
            .join(listed, "uri")
            .select(SCHEMA.fieldNames()[0], tail(SCHEMA.fieldNames())));
  }

  /**
   * The same images in classes of other names; their labels stay.
   *
   * @throws org.dafusion.config.InvalidSettingsException if the words do not fit the classes
   */
  public ListedImages in(ClassWords words) {
    ImageDataset renamed = words.in(dataset);
    String[] classNames = renamed.classNames().toArray(String[]::new);
    return new ListedImages(
        renamed,
        rows.withColumn("class", functions.get(functions.lit(classNames), functions.col("label"))));
  }

  /** The encoded image of a row. */
  public static byte[] bytes(Row image, Configuration hadoop) throws IOException {
    byte[] bytes = image.getAs("bytes");
    return bytes == null ? StoredFile.read(image.getAs("uri"), hadoop) : bytes;
  }

  private static List<Row> files(ImageDataset dataset) {
    return dataset.files().stream().map(ListedImages::toRow).toList();
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
