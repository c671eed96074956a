package org.dafusion.jobs.table;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code <workspace>/examples}: the real images, labelled, in their original encoding. */
public final class ExamplesTable {
  public static final String NAME = "examples";

  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("run", DataTypes.StringType)
          .add("dataset", DataTypes.StringType)
          .add("part", DataTypes.StringType)
          .add("label", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("width", DataTypes.IntegerType)
          .add("height", DataTypes.IntegerType)
          .add("image", NamedRow.IMAGE)
          .add("mask", NamedRow.IMAGE)
          .add("caption", DataTypes.StringType)
          .add("cluster", DataTypes.StringType)
          .add("path", DataTypes.StringType)
          .add("status", DataTypes.StringType)
          .add("reason", DataTypes.StringType);

  public static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private ExamplesTable() {}

  public static RunTable in(Workspace workspace) {
    return new RunTable(workspace, NAME, SCHEMA);
  }

  public static Row toRow(ExampleRow example) {
    return new NamedRow(SCHEMA)
        .set("id", example.id())
        .set("run", example.run())
        .set("dataset", example.dataset())
        .set("part", example.part())
        .set("label", example.label())
        .set("class", example.className())
        .set("width", example.width())
        .set("height", example.height())
        .image("image", example.image(), example.path())
        .image("mask", example.mask(), example.maskPath())
        .set("caption", example.caption())
        .set("cluster", example.cluster())
        .set("path", example.path())
        .set("status", example.status().text())
        .set("reason", example.reason())
        .toRow();
  }

  public static ExampleRow fromRow(Row row) {
    return new ExampleRow(
        row.getAs("id"),
        row.getAs("run"),
        row.getAs("dataset"),
        row.getAs("part"),
        row.<Long>getAs("label"),
        row.getAs("class"),
        row.getAs("width"),
        row.getAs("height"),
        NamedRow.imageBytes(row, "image"),
        NamedRow.imageBytes(row, "mask"),
        NamedRow.imagePath(row, "mask"),
        row.getAs("caption"),
        row.getAs("cluster"),
        row.getAs("path"),
        Status.parse(row.getAs("status")),
        row.getAs("reason"));
  }
}
