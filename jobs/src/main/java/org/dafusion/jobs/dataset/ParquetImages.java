package org.dafusion.jobs.dataset;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.dafusion.data.ImageFile;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.ListedDataset;
import org.dafusion.data.Part;
import org.dafusion.data.ReaderSettings;
import org.dafusion.data.ValidationSplit;

/**
 * A dataset in Hugging Face's Parquet layout: files as {@link ParquetShards} names them, with the
 * columns {@code image}, a struct of {@code bytes} and {@code path}, {@code label}, whose names
 * {@link ClassLabels} finds, and perhaps {@code text}, the caption, and {@code cluster}, a text or
 * number that names the group of an image. The first two may be called otherwise. Other columns,
 * such as coordinates, are not read.
 *
 * <p>An image's id is its {@code path} where every image of the dataset has one and no two share
 * it, and otherwise its file's path and its row, such as {@code
 * data/train-00000-of-00001.parquet/000012}.
 */
public final class ParquetImages {
  private static final String TEXT = "text";
  private static final String CLUSTER = "cluster";
  private static final Set<DataType> NUMBERS =
      Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  private final SparkSession spark;
  private final Configuration hadoop;
  private final String image;
  private final String label;
  private final DatasetFolder folder;
  private final SortedMap<String, Part> shards;

  private ParquetImages(SparkSession spark, String location, ReaderSettings settings) {
    this.spark = spark;
    this.image = settings.imageColumn();
    this.label = settings.labelColumn();
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.folder = DatasetFolder.list(location, ParquetShards.EXPECTED, hadoop);
    this.shards = ParquetShards.of(folder.root(), folder.paths());
  }

  /**
   * Lists the images; reads their labels and captions, and their bytes only later.
   *
   * @param location path or URL of the folder
   * @param split which images are kept for validation where all files are for training
   * @throws InvalidDatasetException telling what was expected and found
   */
  public static ListedImages list(
      SparkSession spark, String location, ReaderSettings settings, ValidationSplit split) {
    ParquetImages images = new ParquetImages(spark, location, settings);
    return DamagedFiles.refusing(images.folder.root(), () -> images.listed(split));
  }

  private ListedImages listed(ValidationSplit split) {
    refuseClaims();
    List<String> classNames = ShardClasses.of(folder, shards.keySet(), label, hadoop);
    Dataset<Row> stored = rows();
    Dataset<Row> rows = described(stored);
    ListedDataset dataset =
        ListedDataset.of(
            folder.name(), classNames, files(rows, classNames), split.fraction(), split.seed());
    return ListedImages.inside(spark, dataset.noting(notes(stored.schema())), rows);
  }

  /** Before anybody makes room for them. */
  private void refuseClaims() {
    List<String> paths = List.copyOf(shards.keySet());
    List<String> reasons =
        ShardClaims.of(
            spark, paths.stream().map(folder::uri).toList(), List.of(image, label, TEXT, CLUSTER));
    for (int i = 0; i < paths.size(); i++) {
      if (reasons.get(i) != null) {
        throw folder.refusal(paths.get(i) + " cannot be read: " + reasons.get(i));
      }
    }
  }

  /**
   * All rows as the files have them, one at a time: the reader that is Spark's default holds
   * thousands, which are gigabytes where each is an image. It can be chosen for a session alone.
   */
  private Dataset<Row> rows() {
    String[] uris = shards.keySet().stream().map(folder::uri).toArray(String[]::new);
    SparkSession byRow = spark.newSession();
    byRow.conf().set("spark.sql.parquet.enableVectorizedReader", false);
    Dataset<Row> rows = byRow.read().parquet(uris);
    requireColumns(rows.schema());
    return rows;
  }

  /** All rows with what is known of their images; the bytes are the last column. */
  private Dataset<Row> described(Dataset<Row> rows) {
    Column file = col("_metadata.file_path");
    Column row = col("_metadata.row_index");
    Column path = image("path");
    boolean captioned = Arrays.asList(rows.columns()).contains(TEXT);
    Column none = lit(null).cast(DataTypes.StringType);
    Column text = captioned ? udf(new StrippedText(), DataTypes.StringType).apply(col(TEXT)) : none;
    return rows.select(
        file.as("file"),
        row.as("row"),
        (haveNames(rows) ? path : format_string("%s/%06d", shard(file), row)).as("id"),
        concat(file, lit("#"), row.cast(DataTypes.StringType)).as("uri"),
        column(label).cast(DataTypes.LongType).as("label"),
        text.as("caption"),
        cluster(rows.schema()).as(CLUSTER),
        image("bytes").as("bytes"));
  }

  /** The path of a file below the folder. */
  private Column shard(Column file) {
    return udf(new ShardPaths(places()), DataTypes.StringType).apply(file);
  }

  private void requireColumns(StructType schema) {
    boolean suitable =
        has(
                schema,
                image,
                type ->
                    type instanceof StructType struct
                        && has(struct, "bytes", BinaryType.class::isInstance)
                        && has(struct, "path", StringType.class::isInstance))
            && has(schema, label, NUMBERS::contains)
            && (!Arrays.asList(schema.fieldNames()).contains(TEXT)
                || has(schema, TEXT, StringType.class::isInstance));
    if (!suitable) {
      throw folder.refusal(
          "its columns are %s: expected %s struct<bytes:binary,path:string>, %s bigint and perhaps text string (dataset.image-column and dataset.label-column name the first two)"
              .formatted(schema.simpleString(), image, label));
    }
  }

  private static boolean has(StructType schema, String column, Predicate<DataType> type) {
    return Arrays.asList(schema.fieldNames()).contains(column)
        && type.test(schema.apply(column).dataType());
  }

  private Column image(String field) {
    return column(image).getField(field);
  }

  /** A column whose name may hold dots. */
  private static Column column(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  /** The names of clusters as text; a whole number has no point, whatever its type. */
  private static Column cluster(StructType schema) {
    if (has(schema, CLUSTER, StringType.class::isInstance)) {
      return when(trim(col(CLUSTER)).notEqual(""), trim(col(CLUSTER)));
    }
    if (has(schema, CLUSTER, NumericType.class::isInstance)) {
      Column whole = col(CLUSTER).cast(DataTypes.LongType);
      return when(col(CLUSTER).equalTo(whole), whole.cast(DataTypes.StringType))
          .otherwise(col(CLUSTER).cast(DataTypes.StringType));
    }
    return lit(null).cast(DataTypes.StringType);
  }

  private static List<String> notes(StructType schema) {
    return has(
            schema,
            CLUSTER,
            type -> !(type instanceof StringType) && !(type instanceof NumericType))
        ? List.of(
            "the column %s is %s and is left aside: a text or a number names a cluster"
                .formatted(CLUSTER, schema.apply(CLUSTER).dataType().simpleString()))
        : List.of();
  }

  /** What the driver knows of the images, read a partition at a time. */
  private List<ImageFile> files(Dataset<Row> rows, List<String> classNames) {
    ShardPaths places = new ShardPaths(places());
    List<ImageFile> files = new ArrayList<>();
    rows.drop("bytes")
        .toLocalIterator()
        .forEachRemaining(row -> files.add(file(row, classNames, places)));
    return files;
  }

  private ImageFile file(Row row, List<String> classNames, ShardPaths places) {
    String shard = places.call(row.getAs("file"));
    Long label = row.getAs("label");
    if (label == null || label < 0 || label >= classNames.size()) {
      throw folder.refusal(
          "row %d of %s has the label %s: must be 0 to %d (%s)"
              .formatted(
                  row.<Long>getAs("row"),
                  shard,
                  label,
                  classNames.size() - 1,
                  String.join(", ", classNames)));
    }
    return ImageFile.of(
            row.getAs("id"),
            row.getAs("uri"),
            label.intValue(),
            classNames.get(label.intValue()),
            shards.get(shard))
        .captioned(row.getAs("caption"))
        .inCluster(row.getAs(CLUSTER));
  }

  /** Whether every image has a path, and no two the same. */
  private boolean haveNames(Dataset<Row> rows) {
    Column path = image("path");
    Row counted =
        rows.agg(
                count(lit(1)),
                count(when(path.notEqual(""), path)),
                count_distinct(path),
                sum(textBytes(rows.schema())))
            .first();
    if (!counted.isNullAt(3) && counted.getLong(3) > DatasetFolder.MOST_BYTES) {
      throw folder.refusal(
          "its paths, captions and clusters have together %d bytes: at most %d are allowed"
              .formatted(counted.getLong(3), DatasetFolder.MOST_BYTES));
    }
    return counted.getLong(0) == counted.getLong(1) && counted.getLong(0) == counted.getLong(2);
  }

  /** Of what the driver will know of a row. */
  private Column textBytes(StructType schema) {
    Column bytes = size(image("path"));
    for (String column : List.of(TEXT, CLUSTER)) {
      if (has(schema, column, StringType.class::isInstance)) {
        bytes = bytes.plus(size(col(column)));
      }
    }
    return bytes;
  }

  private static Column size(Column text) {
    return coalesce(octet_length(text), lit(0)).cast(DataTypes.LongType);
  }

  /** Shards by what Spark calls them, which may be a path or a URL with its blanks encoded. */
  private Map<String, String> places() {
    Map<String, String> places = new HashMap<>();
    for (String shard : shards.keySet()) {
      Path path = new Path(folder.uri(shard));
      places.put(path.toString(), shard);
      places.put(path.toUri().toString(), shard);
      places.put(path.toUri().toString().replaceFirst("^file:/(?!/)", "file:///"), shard);
      places.put(path.toString().replaceFirst("^file:/(?!/)", "file:///"), shard);
    }
    return places;
  }
}
