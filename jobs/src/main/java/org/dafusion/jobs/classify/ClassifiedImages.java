package org.dafusion.jobs.classify;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.jobs.dataset.LocalFolders;
import org.dafusion.jobs.stage.PlacedRows;
import org.dafusion.jobs.stage.TaskSlots;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Sha256;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;

/**
 * The images to classify, none of them decoded yet.
 *
 * @param rows with {@code id}, {@code uri} and {@code bytes}; of the last two one may be null
 * @param identity of all of them: other content has another one, as far as can be known without
 *     reading it
 * @param count of images
 * @param passedOver files of other kinds beside them
 */
record ClassifiedImages(Dataset<Row> rows, String identity, long count, int passedOver) {
  /** Names that files of images have; others in a folder are passed over. */
  private static final Set<String> SUFFIXES = Set.of("jpg", "jpeg", "png", "gif", "bmp");

  private static final String PARQUET = ".parquet";

  /** What writers of tables leave beside them. Cameras name photos with an underscore too. */
  private static final Set<String> MARKERS = Set.of("_SUCCESS", "_metadata", "_common_metadata");

  private static final int TASKS_PER_SLOT = 4;

  private static final StructType FILES =
      new StructType()
          .add("index", DataTypes.IntegerType)
          .add("id", DataTypes.StringType)
          .add("uri", DataTypes.StringType);

  /**
   * Finds them.
   *
   * @throws InvalidDatasetException if there is none
   */
  static ClassifiedImages of(SparkSession spark, Workspace place, ClassifySettings settings) {
    if (settings.images().equals(ClassifySettings.EXAMPLES)) {
      return examples(spark, place, settings);
    }
    List<FileStatus> files = new ArrayList<>();
    Path root = list(new Path(settings.images()), place, files);
    int all = files.size();
    boolean parquet = files.stream().anyMatch(file -> isParquet(file.getPath()));
    files.removeIf(file -> parquet != isParquet(file.getPath()) || !parquet && !isImage(file));
    if (files.isEmpty()) {
      throw none(root.toString(), "it holds no Parquet file and no image " + SUFFIXES);
    }
    String identity = identity(root, files);
    ClassifiedImages images =
        parquet ? inside(spark, root, files, identity) : inFiles(spark, root, files, identity);
    return new ClassifiedImages(images.rows, identity, images.count, all - files.size());
  }

  private static InvalidDatasetException none(String place, String reason) {
    return new InvalidDatasetException(
        "Cannot classify the images of %s because %s".formatted(place, reason));
  }

  private static ClassifiedImages examples(
      SparkSession spark, Workspace place, ClassifySettings settings) {
    RunTable table = ExamplesTable.in(place);
    String run =
        table.manifest().runs().stream()
            .max(Comparator.comparing(RunManifest::finished))
            .map(RunManifest::run)
            .orElseThrow(
                () ->
                    none(
                        table.location().toString(),
                        "there is no such table: run the stage prepare first, or set"
                            + " classify.images"));
    Dataset<Row> rows = table.read(run).where(col("status").equalTo(Status.OK.text()));
    if (!settings.part().isEmpty()) {
      String part = Part.ofFolder(settings.part()).folderName();
      rows = rows.where(col("part").equalTo(part));
    }
    return spread(
        spark,
        rows.select(col("id"), col("path").as("uri"), col("image.bytes").as("bytes")),
        run + " " + settings.part(),
        table.location().toString());
  }

  /** The files below a place; answers it absolute. */
  private static Path list(Path place, Workspace workspace, List<FileStatus> found) {
    try {
      FileSystem files = place.getFileSystem(workspace.hadoop());
      Path root = files.makeQualified(place);
      FileStatus status = files.getFileStatus(root);
      if (status.isFile()) {
        found.add(status);
        return root.getParent();
      }
      collect(files, root, found, new LocalFolders(root.toString(), files));
      found.sort(Comparator.comparing(file -> file.getPath().toString()));
      return root;
    } catch (FileNotFoundException e) {
      throw none(place.toString(), "there is no such file or folder");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + place + " because " + e.getMessage(), e);
    }
  }

  private static void collect(
      FileSystem files, Path folder, List<FileStatus> found, LocalFolders walk) throws IOException {
    walk.enter(folder);
    for (FileStatus status : files.listStatus(folder)) {
      String name = status.getPath().getName();
      if (status.isDirectory() && !isHidden(name) && !name.startsWith("_")) {
        collect(files, status.getPath(), found, walk);
      } else if (!status.isDirectory() && !isHidden(name) && !MARKERS.contains(name)) {
        found.add(status);
      }
    }
    walk.leave();
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".");
  }

  private static boolean isParquet(Path file) {
    return file.getName().endsWith(PARQUET);
  }

  private static boolean isImage(FileStatus file) {
    String name = file.getPath().getName();
    return SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /** Names, sizes and times: a file that changes has another time, and large ones are not read. */
  private static String identity(Path root, List<FileStatus> files) {
    StringBuilder text = new StringBuilder();
    for (FileStatus file : files) {
      text.append(PlaceBelow.of(root.toString(), file.getPath().toString())).append('\t');
      text.append(file.getLen()).append('\t').append(file.getModificationTime()).append('\n');
    }
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static ClassifiedImages inFiles(
      SparkSession spark, Path root, List<FileStatus> files, String identity) {
    int tasks = Math.max(1, Math.min(files.size(), TASKS_PER_SLOT * TaskSlots.of(spark)));
    List<Row> rows = new ArrayList<>();
    List<Integer> partitions = new ArrayList<>();
    for (FileStatus file : files) {
      String path = file.getPath().toString();
      rows.add(RowFactory.create(rows.size(), PlaceBelow.of(root.toString(), path), path));
      partitions.add(partitions.size() % tasks);
    }
    Dataset<Row> placed = PlacedRows.of(spark.createDataFrame(rows, FILES), partitions);
    return new ClassifiedImages(
        placed.select(col("id"), col("uri"), lit(null).cast(DataTypes.BinaryType).as("bytes")),
        identity,
        files.size(),
        0);
  }

  private static ClassifiedImages inside(
      SparkSession spark, Path root, List<FileStatus> files, String identity) {
    Dataset<Row> rows =
        spark
            .read()
            .parquet(files.stream().map(f -> f.getPath().toString()).toArray(String[]::new));
    Column place =
        concat(
            udf(new PlaceBelow(root.toString()), DataTypes.StringType)
                .apply(col("_metadata.file_path")),
            lit("#"),
            col("_metadata.row_index").cast(DataTypes.StringType));
    DataType type = type(rows.schema(), root);
    boolean struct = type instanceof StructType;
    Column bytes = struct ? col("image.bytes") : col("image");
    Column id =
        Arrays.asList(rows.columns()).contains("id")
            ? coalesce(col("id").cast(DataTypes.StringType), place)
            : place;
    return spread(
        spark,
        rows.select(
            id.as("id"),
            concat(col("_metadata.file_path"), lit("#"), col("_metadata.row_index")).as("uri"),
            coalesce(bytes, lit(new byte[0])).as("bytes")),
        identity,
        root.toString());
  }

  private static DataType type(StructType schema, Path root) {
    List<String> names = Arrays.asList(schema.fieldNames());
    DataType type = names.contains("image") ? schema.apply("image").dataType() : null;
    boolean suitable =
        type instanceof BinaryType
            || type instanceof StructType image
                && Arrays.asList(image.fieldNames()).contains("bytes")
                && image.apply("bytes").dataType() instanceof BinaryType;
    if (!suitable) {
      throw none(
          root.toString(),
          "its columns are %s: expected image binary, or image struct<bytes:binary,path:string>"
              .formatted(schema.simpleString()));
    }
    return type;
  }

  /** In as many tasks as serve all slots, each image in a task that its id decides. */
  private static ClassifiedImages spread(
      SparkSession spark, Dataset<Row> rows, String identity, String place) {
    long count = rows.count();
    if (count == 0) {
      throw none(place, "no row of it holds one");
    }
    int tasks = (int) Math.max(1, Math.min(count, TASKS_PER_SLOT * (long) TaskSlots.of(spark)));
    Dataset<Row> placed = rows.repartition(tasks, col("id")).sortWithinPartitions("id");
    return new ClassifiedImages(placed, identity, count, 0);
  }
}
