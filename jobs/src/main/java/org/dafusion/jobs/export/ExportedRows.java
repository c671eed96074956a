package org.dafusion.jobs.export;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.dafusion.data.Part;
import org.dafusion.jobs.dataset.HuggingFaceFeatures;
import org.dafusion.jobs.dataset.HuggingFaceFeatures.Feature;
import org.dafusion.jobs.dataset.HuggingFaceFeatures.Kind;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;

/**
 * Real and synthetic images as rows with the same columns. What a real image cannot have, such as
 * an intensity, is null there. Rows without an image stay behind.
 */
final class ExportedRows {
  /** The column that tells the split; not part of the dataset. */
  static final String SPLIT = "split";

  private static final int SHA256 = 256;

  private static final List<Feature> COLUMNS =
      List.of(
          new Feature("image", Kind.IMAGE),
          new Feature("label", Kind.CLASS_LABEL),
          new Feature("class", Kind.STRING),
          new Feature("synthetic", Kind.BOOL),
          new Feature("augmentation", Kind.STRING),
          new Feature("intensity", Kind.FLOAT64),
          new Feature("prompt", Kind.STRING),
          new Feature("source_id", Kind.STRING),
          new Feature("source_sha256", Kind.STRING),
          new Feature("repeat", Kind.INT32),
          new Feature("seed", Kind.INT64),
          new Feature("steps", Kind.INT32),
          new Feature("scheduler", Kind.STRING),
          new Feature("guidance_scale", Kind.FLOAT64),
          new Feature("model", Kind.STRING),
          new Feature("width", Kind.INT32),
          new Feature("height", Kind.INT32),
          new Feature("text", Kind.STRING),
          new Feature("id", Kind.STRING),
          new Feature("run", Kind.STRING));

  private ExportedRows() {}

  /** The columns with the names of classes. */
  static HuggingFaceFeatures features(List<String> classNames) {
    return new HuggingFaceFeatures(COLUMNS, classNames);
  }

  /** All rows that go out, with {@link #SPLIT}. */
  static Dataset<Row> of(Workspace place, ExportedRuns runs) {
    return real(place, runs).unionByName(made(place, runs));
  }

  private static Dataset<Row> real(Workspace place, ExportedRuns runs) {
    Dataset<Row> rows =
        ExamplesTable.in(place)
            .read()
            .where(isIn(runs.examples()))
            .withColumn("source_sha256", sha2(col("image.bytes"), SHA256))
            .withColumn("text", col("caption"))
            .withColumn("synthetic", lit(false))
            .withColumn(SPLIT, col("part"))
            // the row's own path is a place on somebody's disk
            .withColumn("image", image(col("id")));
    return selected(rows);
  }

  private static Dataset<Row> made(Workspace place, ExportedRuns runs) {
    Dataset<Row> sources =
        ExamplesTable.in(place)
            .read(runs.sources())
            .select(col("id").as("real_id"), sha2(col("image.bytes"), SHA256).as("source_sha256"));
    Dataset<Row> rows =
        SyntheticTable.in(place)
            .read()
            .where(isIn(runs.synthetic()))
            .withColumn("synthetic", lit(true))
            // only training images are ever edited
            .withColumn(SPLIT, lit(Part.TRAIN.folderName()))
            .withColumn("image", image(concat_ws("/", col("run"), col("image.path"))));
    return selected(rows.join(sources, col("source_id").equalTo(col("real_id")), "left_outer"));
  }

  private static Column image(Column path) {
    return struct(col("image.bytes").as("bytes"), path.as("path"));
  }

  private static Column isIn(List<RunManifest> runs) {
    return col("run").isin(runs.stream().map(RunManifest::run).toArray());
  }

  /** Columns that a table lacks are null. */
  private static Dataset<Row> selected(Dataset<Row> rows) {
    List<String> there = List.of(rows.columns());
    Column[] columns =
        Stream.concat(COLUMNS.stream(), Stream.of(new Feature(SPLIT, Kind.STRING)))
            .map(
                column ->
                    there.contains(column.name())
                        ? col(column.name())
                        : lit(null).cast(type(column.kind())).as(column.name()))
            .toArray(Column[]::new);
    return rows.where(col("status").equalTo(Status.OK.text())).select(columns);
  }

  private static DataType type(Kind kind) {
    return switch (kind) {
      case IMAGE -> throw new IllegalArgumentException("Every table has an image");
      case CLASS_LABEL, INT64 -> DataTypes.LongType;
      case STRING -> DataTypes.StringType;
      case INT32 -> DataTypes.IntegerType;
      case FLOAT64 -> DataTypes.DoubleType;
      case BOOL -> DataTypes.BooleanType;
    };
  }

  /** Bytes of the images of rows. */
  static Column imageBytes() {
    return coalesce(length(col("image.bytes")).cast(DataTypes.LongType), lit(0L));
  }
}
