package org.dafusion.jobs.table;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code <workspace>/trials}: what classifiers scored, one number per row. */
public final class TrialsTable {
  public static final String NAME = "trials";

  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("run", DataTypes.StringType)
          .add("dataset", DataTypes.StringType)
          .add("augmentation", DataTypes.StringType)
          .add("examples_per_class", DataTypes.IntegerType)
          .add("seed", DataTypes.LongType)
          .add("protocol", DataTypes.StringType)
          .add("epoch", DataTypes.IntegerType)
          .add("step", DataTypes.IntegerType)
          .add("part", DataTypes.StringType)
          .add("metric", DataTypes.StringType)
          .add("class", DataTypes.StringType)
          .add("predicted", DataTypes.StringType)
          .add("value", DataTypes.DoubleType);

  public static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private TrialsTable() {}

  public static RunTable in(Workspace workspace) {
    return new RunTable(workspace, NAME, SCHEMA);
  }

  public static Row toRow(TrialRow trial) {
    return new NamedRow(SCHEMA)
        .set("id", trial.id())
        .set("run", trial.run())
        .set("dataset", trial.dataset())
        .set("augmentation", trial.augmentation())
        .set("examples_per_class", trial.examplesPerClass())
        .set("seed", trial.seed())
        .set("protocol", trial.protocol())
        .set("epoch", trial.epoch())
        .set("step", trial.step())
        .set("part", trial.part())
        .set("metric", trial.metric())
        .set("class", trial.className())
        .set("predicted", trial.predicted())
        .set("value", trial.value())
        .toRow();
  }

  public static TrialRow fromRow(Row row) {
    return new TrialRow(
        row.getAs("run"),
        row.getAs("dataset"),
        row.getAs("augmentation"),
        row.<Integer>getAs("examples_per_class"),
        row.<Long>getAs("seed"),
        row.getAs("protocol"),
        row.<Integer>getAs("epoch"),
        row.<Integer>getAs("step"),
        row.getAs("part"),
        row.getAs("metric"),
        row.getAs("class"),
        row.getAs("predicted"),
        row.<Double>getAs("value"));
  }
}
