package org.dafusion.jobs.table;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code <workspace>/synthetic}: the images that augmentation made, with what each was made from.
 * The rows are the same on any cluster; what differs, such as device addresses, is in the manifest.
 */
public final class SyntheticTable {
  public static final String NAME = "synthetic";

  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("run", DataTypes.StringType)
          .add("source_id", DataTypes.StringType)
          .add("repeat", DataTypes.IntegerType)
          .add("label", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("intensity", DataTypes.DoubleType)
          .add("augmentation", DataTypes.StringType)
          .add("member", DataTypes.StringType)
          .add("prompt", DataTypes.StringType)
          .add("guidance_scale", DataTypes.DoubleType)
          .add("steps", DataTypes.IntegerType)
          .add("scheduler", DataTypes.StringType)
          .add("seed", DataTypes.LongType)
          .add("resamples", DataTypes.IntegerType)
          .add("model", DataTypes.StringType)
          .add("image", NamedRow.IMAGE)
          .add("width", DataTypes.IntegerType)
          .add("height", DataTypes.IntegerType)
          .add("status", DataTypes.StringType)
          .add("reason", DataTypes.StringType);

  public static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private SyntheticTable() {}

  public static RunTable in(Workspace workspace) {
    return new RunTable(workspace, NAME, SCHEMA);
  }

  /** The id of a source's image number {@code repeat}, such as {@code "train/ant/0007.jpg#3"}. */
  public static String id(String sourceId, int repeat) {
    return sourceId + "#" + repeat;
  }

  public static Row toRow(SyntheticRow made) {
    return new NamedRow(SCHEMA)
        .set("id", made.id())
        .set("run", made.run())
        .set("source_id", made.sourceId())
        .set("repeat", made.repeat())
        .set("label", made.label())
        .set("class", made.className())
        .set("intensity", made.intensity())
        .set("augmentation", made.augmentation())
        .set("member", made.member())
        .set("prompt", made.prompt())
        .set("guidance_scale", made.guidanceScale())
        .set("steps", made.steps())
        .set("scheduler", made.scheduler())
        .set("seed", made.seed())
        .set("resamples", made.resamples())
        .set("model", made.model())
        .image("image", made.image(), made.path())
        .set("width", made.width())
        .set("height", made.height())
        .set("status", made.status().text())
        .set("reason", made.reason())
        .toRow();
  }

  public static SyntheticRow fromRow(Row row) {
    return new SyntheticRow(
        row.getAs("id"),
        row.getAs("run"),
        row.getAs("source_id"),
        row.<Integer>getAs("repeat"),
        row.<Long>getAs("label"),
        row.getAs("class"),
        row.<Double>getAs("intensity"),
        row.getAs("augmentation"),
        row.getAs("member"),
        row.getAs("prompt"),
        row.<Double>getAs("guidance_scale"),
        row.<Integer>getAs("steps"),
        row.getAs("scheduler"),
        row.<Long>getAs("seed"),
        row.<Integer>getAs("resamples"),
        row.getAs("model"),
        NamedRow.imageBytes(row, "image"),
        NamedRow.imagePath(row, "image"),
        row.getAs("width"),
        row.getAs("height"),
        Status.parse(row.getAs("status")),
        row.getAs("reason"));
  }
}
