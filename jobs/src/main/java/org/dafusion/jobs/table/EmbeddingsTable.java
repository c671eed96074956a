package org.dafusion.jobs.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code <workspace>/embeddings}: tokens that textual inversion taught, or that were imported. */
public final class EmbeddingsTable {
  public static final String NAME = "embeddings";

  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("run", DataTypes.StringType)
          .add("label", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("source_id", DataTypes.StringType)
          .add("placeholder", DataTypes.StringType)
          .add("vectors", DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType)))
          .add("initial", DataTypes.StringType)
          .add("images", DataTypes.IntegerType)
          .add("steps", DataTypes.IntegerType)
          .add("loss", DataTypes.DoubleType)
          .add("losses", DataTypes.createArrayType(DataTypes.DoubleType))
          .add("distance", DataTypes.DoubleType)
          .add("seed", DataTypes.LongType)
          .add("model", DataTypes.StringType)
          .add("status", DataTypes.StringType)
          .add("reason", DataTypes.StringType);

  public static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private EmbeddingsTable() {}

  public static RunTable in(Workspace workspace) {
    return new RunTable(workspace, NAME, SCHEMA);
  }

  /** The id of the token that a whole class shares. */
  public static String ofClass(String className) {
    return "class/" + className;
  }

  /** The id of the token of one photo. */
  public static String ofImage(String sourceId) {
    return "image/" + sourceId;
  }

  public static Row toRow(EmbeddingRow embedding) {
    return new NamedRow(SCHEMA)
        .set("id", embedding.id())
        .set("run", embedding.run())
        .set("label", embedding.label())
        .set("class", embedding.className())
        .set("source_id", embedding.sourceId())
        .set("placeholder", embedding.placeholder())
        .set("vectors", embedding.vectors() == null ? null : boxed(embedding.vectors()))
        .set("initial", embedding.initial())
        .set("images", embedding.images())
        .set("steps", embedding.steps())
        .set("loss", embedding.loss())
        .set(
            "losses", embedding.losses() == null ? null : embedding.losses().toArray(Double[]::new))
        .set("distance", embedding.distance())
        .set("seed", embedding.seed())
        .set("model", embedding.model())
        .set("status", embedding.status().text())
        .set("reason", embedding.reason())
        .toRow();
  }

  public static EmbeddingRow fromRow(Row row) {
    return new EmbeddingRow(
        row.getAs("id"),
        row.getAs("run"),
        row.<Long>getAs("label"),
        row.getAs("class"),
        row.getAs("source_id"),
        row.getAs("placeholder"),
        row.isNullAt(row.fieldIndex("vectors")) ? null : vectors(row),
        row.getAs("initial"),
        row.<Integer>getAs("images"),
        row.<Integer>getAs("steps"),
        row.getAs("loss"),
        row.isNullAt(row.fieldIndex("losses")) ? null : row.getList(row.fieldIndex("losses")),
        row.getAs("distance"),
        row.<Long>getAs("seed"),
        row.getAs("model"),
        Status.parse(row.getAs("status")),
        row.getAs("reason"));
  }

  /** As Spark's encoder takes a column of arrays. */
  private static Float[][] boxed(List<float[]> vectors) {
    Float[][] all = new Float[vectors.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Float[vectors.get(i).length];
      for (int j = 0; j < all[i].length; j++) {
        all[i][j] = vectors.get(i)[j];
      }
    }
    return all;
  }

  private static List<float[]> vectors(Row row) {
    List<float[]> vectors = new ArrayList<>();
    List<scala.collection.Seq<Float>> all = row.getList(row.fieldIndex("vectors"));
    for (scala.collection.Seq<Float> values : all) {
      float[] vector = new float[values.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = values.apply(i);
      }
      vectors.add(vector);
    }
    return vectors;
  }
}
