package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.classifier.Evaluation;
import org.dafusion.classifier.Protocol;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.metrics.BestEpoch;

/**
 * The one moment of each trial whose numbers a report tells: after the last step, or after the
 * epoch that training pictures held out for it have chosen; of the published protocol after the
 * epoch that is best on average over the seeds of its method, dataset and number of examples.
 *
 * <p>The number that trials are compared by is the share of all pictures named right, and in the
 * published protocol the mean over classes.
 */
final class TrialMoments {
  /** Whose trials choose their epoch by the pictures that they are judged by. */
  static final String PUBLISHED = Protocol.PUBLISHED.label();

  /** How trials were judged before the table had a column for it. */
  static final String CLEAN = Protocol.CLEAN.label();

  static final String ACCURACY = Evaluation.ACCURACY;
  static final String MACRO_ACCURACY = Evaluation.MACRO_ACCURACY;

  /** The accuracy of the epoch that was chosen without the pictures that judge. */
  static final String SELECTED_ACCURACY = Evaluation.SELECTED_ACCURACY;

  private static final String CONFUSION = "confusion";

  private static final StructType MOMENT =
      new StructType().add("run", DataTypes.StringType).add("step", DataTypes.IntegerType);

  private final Dataset<Row> trials;
  private final String part;

  /**
   * @param trials all rows of that table
   * @param part which images trials are judged by, such as {@code validation}
   */
  TrialMoments(Dataset<Row> trials, String part) {
    this.trials = trials.withColumn("protocol", coalesce(col("protocol"), lit(CLEAN)));
    this.part = part;
  }

  /** A row for each trial: its number at the epoch that it has chosen, or after the last step. */
  List<TrialRow> last() {
    Column order = struct(col("metric").equalTo(SELECTED_ACCURACY), col("step"));
    return compared()
        .groupBy("run", "dataset", "augmentation", "examples_per_class", "seed", "protocol")
        .agg(
            max_by(col("step"), order).as("step"),
            max_by(col("epoch"), order).as("epoch"),
            max_by(col("metric"), order).as("metric"),
            max_by(col("value"), order).as("value"))
        .withColumn("part", lit(part))
        .withColumn("class", lit(null).cast(DataTypes.StringType))
        .withColumn("predicted", lit(null).cast(DataTypes.StringType))
        .collectAsList()
        .stream()
        .map(TrialsTable::fromRow)
        .toList();
  }

  /**
   * The same after the best epoch of the mean over seeds.
   *
   * @param chosen which trials the mean is over; a row for each
   */
  List<TrialRow> best(List<TrialRow> chosen) {
    Dataset<Row> rows = compared().join(broadcast(moments(chosen).select("run")), "run");
    return rows
        .groupByKey((MapFunction<Row, String>) TrialMoments::curve, Encoders.STRING())
        .flatMapGroups(
            (FlatMapGroupsFunction<String, Row, Row>) (key, group) -> atBestEpoch(group),
            rows.encoder())
        .collectAsList()
        .stream()
        .map(TrialsTable::fromRow)
        .toList();
  }

  private static String curve(Row row) {
    return row.getAs("dataset")
        + "\n"
        + row.getAs("augmentation")
        + "\n"
        + row.getAs("examples_per_class");
  }

  private static Iterator<Row> atBestEpoch(Iterator<Row> rows) {
    List<Row> all = new ArrayList<>();
    rows.forEachRemaining(all::add);
    int epoch =
        BestEpoch.of(
                all.stream()
                    .map(
                        row ->
                            new BestEpoch.Score(
                                row.<Long>getAs("seed"),
                                row.<Integer>getAs("epoch"),
                                row.<Double>getAs("value")))
                    .toList())
            .epoch();
    return all.stream().filter(row -> row.<Integer>getAs("epoch") == epoch).iterator();
  }

  /**
   * Accuracy of each class at the same moments, as means over seeds, in columns dataset, protocol,
   * class, augmentation, mean.
   *
   * @param chosen trials, each at its moment
   */
  List<Row> classMeans(List<TrialRow> chosen) {
    return at(chosen, ACCURACY)
        .groupBy("dataset", "protocol", "class", "augmentation")
        .agg(avg("value").as("mean"))
        .orderBy("dataset", "protocol", "class", "augmentation")
        .collectAsList();
  }

  /**
   * What was taken for what, added up over seeds; the last column is the sum. Of a trial that has
   * not told it at its moment, after the last step: trials do not tell it of every epoch, and the
   * published protocol chooses one when all are over.
   */
  List<Row> confusions(List<TrialRow> chosen) {
    Dataset<Row> told =
        trials
            .where(col("part").equalTo(part).and(col("metric").equalTo(CONFUSION)))
            .join(broadcast(moments(chosen).withColumnRenamed("step", "moment")), "run");
    Dataset<Row> steps =
        told.groupBy("run")
            .agg(
                max_by(col("step"), struct(col("step").equalTo(col("moment")), col("step")))
                    .as("step"));
    return told.join(broadcast(steps), new String[] {"run", "step"})
        .where(col("predicted").isNotNull())
        .groupBy("dataset", "protocol", "augmentation", "class", "predicted")
        .agg(sum("value").as("images"))
        .collectAsList();
  }

  private Dataset<Row> at(List<TrialRow> chosen, String metric) {
    return trials
        .where(
            col("part")
                .equalTo(part)
                .and(col("metric").equalTo(metric))
                .and(col("class").isNotNull()))
        .join(broadcast(moments(chosen)), new String[] {"run", "step"});
  }

  private Dataset<Row> moments(List<TrialRow> chosen) {
    return trials
        .sparkSession()
        .createDataFrame(
            chosen.stream().map(row -> RowFactory.create(row.run(), row.step())).toList(), MOMENT);
  }

  /** The number that trials are compared by, after every evaluation. */
  private Dataset<Row> compared() {
    Column published = col("protocol").equalTo(PUBLISHED);
    Column metric = col("metric");
    return trials.where(
        col("part")
            .equalTo(part)
            .and(col("class").isNull())
            .and(
                when(published, metric.equalTo(MACRO_ACCURACY))
                    .otherwise(metric.isin(ACCURACY, SELECTED_ACCURACY))));
  }
}
