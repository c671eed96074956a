package org.dafusion.jobs.train;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.data.Example;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.data.Origin;
import org.dafusion.jobs.examples.ExampleDraws;
import org.dafusion.jobs.stage.PlacedRows;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;

/**
 * The images of several trials as rows, those of a trial in a partition of its own. They go from
 * the tables to the executors; the driver knows their ids alone.
 */
final class TrialRows {
  private static final String WANTED = "wanted";
  private static final StructType PLAN =
      new StructType()
          .add("index", DataTypes.IntegerType)
          .add(WANTED, DataTypes.StringType)
          .add("repeats", DataTypes.IntegerType);

  private final SparkSession spark;
  private final Workspace place;
  private final List<PlannedTrial> trials;

  /**
   * The rows.
   *
   * @param trials of one run of {@code examples}, at least one
   */
  TrialRows(SparkSession spark, Workspace place, List<PlannedTrial> trials) {
    this.spark = spark;
    this.place = place;
    this.trials = trials;
  }

  /**
   * All rows, with the columns {@code index} of their trial, {@code role} as in {@link TrialRole},
   * and what an {@link Example} has.
   *
   * @throws org.dafusion.data.InvalidDatasetException if pictures were never made
   */
  Dataset<Row> placed() {
    String run = trials.get(0).examples();
    ExampleDraws draws = new ExampleDraws(place, run);
    Map<FewShotSplit, List<ImageFile>> drawn =
        draws.training(trials.stream().map(PlannedTrial::split).distinct().toList());
    Dataset<Row> rows =
        plan(drawn, null)
            .join(ExamplesTable.in(place).read(run), col("id").equalTo(col(WANTED)))
            .select(real(TrialRole.REAL));
    for (String synthetic : syntheticRuns()) {
      requireSynthetic(synthetic, drawn);
      rows =
          rows.union(
              SyntheticTable.in(place)
                  .readContinued(synthetic)
                  .where(col("status").equalTo(Status.OK.text()))
                  .join(plan(drawn, synthetic), col("source_id").equalTo(col(WANTED)))
                  .where(col("repeat").lt(col("repeats")))
                  .select(synthetic()));
    }
    for (List<Integer> alike : judgedAlike()) {
      FewShotSplit split = trials.get(alike.get(0)).split();
      Dataset<Row> indices = indices(alike);
      rows =
          rows.union(draws.judging(split).crossJoin(indices).select(real(TrialRole.VALIDATION)))
              .union(draws.testing(split).crossJoin(indices).select(real(TrialRole.TEST)));
    }
    return PlacedRows.of(rows, IntStream.range(0, trials.size()).boxed().toList());
  }

  private List<String> syntheticRuns() {
    return trials.stream()
        .map(PlannedTrial::synthetic)
        .filter(run -> run != null)
        .distinct()
        .toList();
  }

  private void requireSynthetic(String run, Map<FewShotSplit, List<ImageFile>> drawn) {
    for (PlannedTrial trial : trials) {
      if (run.equals(trial.synthetic())) {
        List<String> sources = drawn.get(trial.split()).stream().map(ImageFile::id).toList();
        TrialImages.requireSynthetic(place, sources, trial.repeats(), run);
      }
    }
  }

  /** Which images each trial wants: of a run of pictures, or, where it is null, of all trials. */
  private Dataset<Row> plan(Map<FewShotSplit, List<ImageFile>> drawn, String synthetic) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      PlannedTrial trial = trials.get(i);
      if (synthetic == null || synthetic.equals(trial.synthetic())) {
        for (ImageFile image : drawn.get(trial.split())) {
          rows.add(RowFactory.create(i, image.id(), trial.repeats()));
        }
      }
    }
    return broadcast(spark.createDataFrame(rows, PLAN));
  }

  private Dataset<Row> indices(List<Integer> some) {
    List<Row> rows = some.stream().map(i -> RowFactory.create(i, null, null)).toList();
    return broadcast(spark.createDataFrame(rows, PLAN).select("index"));
  }

  /** Indices of the trials that the same images judge. */
  private List<List<Integer>> judgedAlike() {
    Map<FewShotSplit, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < trials.size(); i++) {
      FewShotSplit split = trials.get(i).split();
      FewShotSplit alike =
          groups.keySet().stream().filter(split::isJudgedAs).findFirst().orElse(split);
      groups.computeIfAbsent(alike, s -> new ArrayList<>()).add(i);
    }
    return List.copyOf(groups.values());
  }

  private static Column[] real(TrialRole role) {
    return columns(
        role,
        col("path"),
        lit(null).cast(DataTypes.StringType),
        lit(null).cast(DataTypes.IntegerType),
        lit(null).cast(DataTypes.StringType),
        lit(null).cast(DataTypes.DoubleType),
        lit(null).cast(DataTypes.LongType));
  }

  private static Column[] synthetic() {
    return columns(
        TrialRole.SYNTHETIC,
        lit(null).cast(DataTypes.StringType),
        col("source_id"),
        col("repeat"),
        col("augmentation"),
        col("intensity"),
        col("seed"));
  }

  private static Column[] columns(
      TrialRole role,
      Column path,
      Column source,
      Column repeat,
      Column augmentation,
      Column intensity,
      Column seed) {
    return new Column[] {
      col("index"),
      lit(role.name()).as("role"),
      col("id"),
      col("label"),
      col("class"),
      col("image.bytes").as("bytes"),
      path.as("path"),
      source.as("source_id"),
      repeat.as("repeat"),
      augmentation.as("augmentation"),
      intensity.as("intensity"),
      seed.as("seed")
    };
  }

  /** The example of a row. */
  static Example example(Row row) {
    Origin origin =
        TrialRole.valueOf(row.getAs("role")) == TrialRole.SYNTHETIC
            ? new Origin.Synthetic(
                row.getAs("source_id"),
                row.<Integer>getAs("repeat"),
                row.getAs("augmentation"),
                row.<Double>getAs("intensity"),
                row.<Long>getAs("seed"))
            : new Origin.Real(row.getAs("path"));
    return new Example(
        row.getAs("id"),
        row.<Long>getAs("label").intValue(),
        row.getAs("class"),
        row.getAs("bytes"),
        origin);
  }
}
