package org.dafusion.jobs.table;

import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** {@code <workspace>/predictions}: classes of images or of their tiles. */
public final class PredictionsTable {
  public static final String NAME = "predictions";

  private static final StructType FOUND =
      new StructType()
          .add("label", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("probability", DataTypes.DoubleType);

  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("run", DataTypes.StringType)
          .add("image_id", DataTypes.StringType)
          .add("path", DataTypes.StringType)
          .add("label", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("probability", DataTypes.DoubleType)
          .add("top", DataTypes.createArrayType(FOUND))
          .add("x", DataTypes.IntegerType)
          .add("y", DataTypes.IntegerType)
          .add("width", DataTypes.IntegerType)
          .add("height", DataTypes.IntegerType)
          .add("image_width", DataTypes.IntegerType)
          .add("image_height", DataTypes.IntegerType)
          .add("status", DataTypes.StringType)
          .add("reason", DataTypes.StringType);

  public static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private PredictionsTable() {}

  public static RunTable in(Workspace workspace) {
    return new RunTable(workspace, NAME, SCHEMA);
  }

  /** The id of a tile, such as {@code "field/7.jpg@250,500"}. */
  public static String id(String imageId, int x, int y) {
    return imageId + "@" + x + "," + y;
  }

  public static Row toRow(PredictionRow made) {
    PredictionRow.Found first = made.found().isEmpty() ? null : made.found().get(0);
    List<Row> top = made.found().stream().map(PredictionsTable::found).toList();
    return new NamedRow(SCHEMA)
        .set("id", made.id())
        .set("run", made.run())
        .set("image_id", made.imageId())
        .set("path", made.path())
        .set("label", first == null ? null : first.label())
        .set("class", first == null ? null : first.className())
        .set("probability", first == null ? null : first.probability())
        .set("top", first == null ? null : JavaConverters.asScalaBuffer(top).toSeq())
        .set("x", made.x())
        .set("y", made.y())
        .set("width", made.width())
        .set("height", made.height())
        .set("image_width", made.imageWidth())
        .set("image_height", made.imageHeight())
        .set("status", made.status().text())
        .set("reason", made.reason())
        .toRow();
  }

  private static Row found(PredictionRow.Found found) {
    return new GenericRowWithSchema(
        new Object[] {found.label(), found.className(), found.probability()}, FOUND);
  }
}
