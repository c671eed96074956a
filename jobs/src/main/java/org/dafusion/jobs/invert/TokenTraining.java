package org.dafusion.jobs.invert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.pictures.InvertRun;
import org.dafusion.jobs.stage.PlacedRows;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.TaskSlots;
import org.dafusion.jobs.stage.TrainingCounter;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Workspace;

/**
 * The tokens of a run that the table lacks, planned on the driver and trained on the executors.
 *
 * @param erased weights to learn them on
 * @param maxPixels of a photo
 * @param hadoop how executors reach the workspace
 */
record TokenTraining(
    SparkSession spark,
    Workspace place,
    InvertRun run,
    ErasedUnets erased,
    long maxPixels,
    Broadcast<SerializableConfiguration> hadoop) {

  private static final StructType PHOTOS =
      new StructType()
          .add("index", DataTypes.IntegerType)
          .add("id", DataTypes.StringType)
          .add("label", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("source_id", DataTypes.StringType)
          .add("placeholder", DataTypes.StringType)
          .add("photo", DataTypes.StringType);

  /** Those that are wanted and not there. */
  List<PlannedToken> missing(List<PlannedToken> tokens) {
    Set<String> there = EmbeddingsTable.in(place).ids(run.id());
    return tokens.stream().filter(token -> !there.contains(token.id())).toList();
  }

  /** What training some tokens will cost. */
  String plan(List<PlannedToken> tokens) {
    InversionRecipe recipe = run.invert().recipe();
    int size = run.invert().inversion().size();
    return "invert: %d tokens, recipe %s: %d vectors, %d steps of %d samples each, %d samples of %d x %d pixels in all; %s; %d samples at a time on each device"
        .formatted(
            tokens.size(),
            recipe.name(),
            recipe.vectors(),
            recipe.steps(),
            recipe.batch(),
            (long) tokens.size() * recipe.steps() * recipe.batch(),
            size,
            size,
            run.model().precision(),
            run.invert().inversion().rows());
  }

  /**
   * Trains tokens and writes their rows.
   *
   * @param devices is told where the work is done
   * @param notes is told what people should know of how it went
   */
  void train(
      List<PlannedToken> tokens,
      Progress progress,
      CollectionAccumulator<String> devices,
      CollectionAccumulator<String> notes) {
    RunTable table = EmbeddingsTable.in(place);
    Checkpoints checkpoints = Checkpoints.in(place, run.id());
    int steps = run.invert().recipe().steps();
    try (TrainingCounter counter =
        new TrainingCounter(spark, progress, InvertStage.NAME, tokens.size(), steps)) {
      LearnTokens learning =
          new LearnTokens(
              run, erased, maxPixels, checkpoints, hadoop, counter.steps(), devices, notes);
      table.append(placed(tokens).mapPartitions(learning, EmbeddingsTable.ENCODER));
    }
    List<PlannedToken> lost = missing(tokens);
    if (!lost.isEmpty()) {
      throw new IllegalStateException(
          "Lost %d of %d tokens, %s first; run the stage again"
              .formatted(lost.size(), tokens.size(), lost.get(0).placeholder()));
    }
  }

  /** Brings the photos to their tokens; the tokens of a partition train together. */
  private Dataset<Row> placed(List<PlannedToken> tokens) {
    List<Row> wanted = new ArrayList<>();
    for (int index = 0; index < tokens.size(); index++) {
      PlannedToken token = tokens.get(index);
      for (String photo : token.images()) {
        wanted.add(
            RowFactory.create(
                index,
                token.id(),
                token.label(),
                token.className(),
                token.sourceId(),
                token.placeholder(),
                photo));
      }
    }
    Dataset<Row> photos =
        SelectedExamples.only(
                ExamplesTable.in(place).read(run.examples()),
                "id",
                tokens.stream().flatMap(token -> token.images().stream()).distinct().toList())
            .select(functions.col("id").as("photo"), functions.col("image.bytes").as("bytes"))
            .map(
                new SquashPhotos(run.invert().inversion().size(), maxPixels), SquashPhotos.ENCODER);
    Dataset<Row> grouped =
        spark
            .createDataFrame(wanted, PHOTOS)
            .join(photos, "photo")
            .groupBy("index", "id", "label", "class", "source_id", "placeholder")
            .agg(
                functions
                    .sort_array(functions.collect_list(functions.struct("photo", "png")))
                    .as("photos"));
    return PlacedRows.of(grouped, partitions(tokens));
  }

  /**
   * As few groups as the devices hold, spread over them; where weights belong to a class, a group
   * for each class.
   */
  private List<Integer> partitions(List<PlannedToken> tokens) {
    if (erased.byClass()) {
      Map<String, Integer> byClass = new HashMap<>();
      tokens.forEach(token -> byClass.putIfAbsent(token.className(), byClass.size()));
      return tokens.stream().map(token -> byClass.get(token.className())).toList();
    }
    int together = Math.max(1, run.invert().inversion().rows() / run.invert().recipe().batch());
    int groups = (tokens.size() + together - 1) / together;
    int partitions = Math.max(1, Math.min(groups, TaskSlots.of(spark)));
    List<Integer> places = new ArrayList<>();
    for (int index = 0; index < tokens.size(); index++) {
      places.add(index % partitions);
    }
    return places;
  }
}
