package org.dafusion.jobs.dataset;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
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
import org.dafusion.image.UndecodableImageException;

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

  /** Files that a task is told of at most, some 500 KB. */
  private static final int TOGETHER = 2_500;

  private final SparkSession spark;
  private final ImageDataset dataset;

  /** See {@link #inside}; null where images are files of their own. */
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
   * Images that lie in rows of other files.
   *
   * @param dataset whose images are where {@link PlacedLabels#uri} says, without masks and cuts
   * @param contents rows with {@code file} and {@code row}, by which the dataset tells what is in
   *     which class and part, and {@code id, uri, caption, cluster} and {@code bytes}
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
    return contents == null ? files() : rowsOfFiles();
  }

  /** The driver sends them to tasks a few at a time, and has no second list of them. */
  private Dataset<Row> files() {
    List<ImageFile> files = dataset.files();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int least = Math.min(files.size(), 4 * context.defaultParallelism());
    int slices = Math.max(1, Math.max(least, files.size() / TOGETHER));
    return spark
        .createDataFrame(context.parallelize(files, slices).map(ListedImages::toRow), FILES)
        .withColumn("bytes", functions.lit(null).cast(DataTypes.BinaryType));
  }

  /** No image is moved to be labelled: labels travel to where the images are read. */
  private Dataset<Row> rowsOfFiles() {
    Column number = functions.col("number");
    Column names = functions.lit(dataset.classNames().toArray(String[]::new));
    Column none = functions.lit(null).cast(DataTypes.StringType);
    return contents
        .withColumn("number", new PlacedLabels(dataset).number())
        .where(PlacedLabels.isThere(number))
        .withColumn("label", PlacedLabels.label(number))
        .withColumn("class", functions.get(names, functions.col("label")))
        .withColumn("part", PlacedLabels.part(number))
        .withColumn("mask", none)
        .withColumn("cut", none)
        .select(SCHEMA.fieldNames()[0], tail(SCHEMA.fieldNames()));
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

  /**
   * The encoded image of a row that comes from anywhere.
   *
   * @param most bytes that it may have
   * @throws UndecodableImageException if it has more, or is no file
   */
  public static byte[] bytes(Row image, long most, Configuration hadoop)
      throws IOException, UndecodableImageException {
    byte[] bytes = image.getAs("bytes");
    return bytes == null
        ? StoredFile.readImage(image.getAs("uri"), most, hadoop)
        : StoredFile.checked(bytes, most);
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
