package org.dafusion.jobs.invert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.dafusion.jobs.cluster.TrainingMeters;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.pictures.InvertRun;
import org.dafusion.jobs.stage.PlacedRows;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.TrainingCounter;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.Workspace;

/**
 * The tokens of one or more draws that the table lacks, planned on the driver and trained on the
 * executors. Tokens of all draws share devices and batches; each has its row and its checkpoints in
 * the run of its own draw, and the result that it would have alone.
 *
 * @param room that the devices have
 * @param erased weights to learn them on
 * @param maxPixels of a photo
 * @param hadoop how executors reach the workspace
 */
record TokenTraining(
    SparkSession spark,
    Workspace place,
    DeviceRoom room,
    ErasedUnets erased,
    long maxPixels,
    Broadcast<SerializableConfiguration> hadoop) {

  private static final StructType PHOTOS =
      new StructType()
          .add("index", DataTypes.IntegerType)
          .add("run", DataTypes.StringType)
          .add("name", DataTypes.StringType)
          .add("id", DataTypes.StringType)
          .add("label", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("source_id", DataTypes.StringType)
          .add("placeholder", DataTypes.StringType)
          .add("photo", DataTypes.StringType);

  /** What training some tokens will cost. */
  String plan(List<TokenDraw> draws) {
    InvertRun run = anyRun(draws);
    InversionRecipe recipe = run.invert().recipe();
    int size = run.invert().inversion().size();
    int tokens = tokens(draws).size();
    return "invert: %d tokens%s, recipe %s: %d vectors, %d steps of %d samples each, %d samples of %d x %d pixels in all; %s; %d samples at a time on each device"
        .formatted(
            tokens,
            draws.size() > 1 ? " of %d draws".formatted(draws.size()) : "",
            recipe.name(),
            recipe.vectors(),
            recipe.steps(),
            recipe.batch(),
            (long) tokens * recipe.steps() * recipe.batch(),
            size,
            size,
            run.model().precision(),
            room.rows());
  }

  /**
   * Trains tokens and writes their rows.
   *
   * @param draws with those of their tokens that are missing
   * @param meters measure the work
   * @param devices is told where the work is done
   * @param notes is told what people should know of how it went
   */
  void train(
      List<TokenDraw> draws,
      Progress progress,
      TrainingMeters meters,
      CollectionAccumulator<String> devices,
      CollectionAccumulator<String> notes) {
    InvertRun run = anyRun(draws);
    Map<String, Checkpoints> checkpoints = new HashMap<>();
    draws.forEach(draw -> checkpoints.put(draw.run().id(), Checkpoints.in(place, draw.run().id())));
    List<PlannedToken> tokens = tokens(draws);
    int steps = run.invert().recipe().steps();
    try (TrainingCounter counter =
        new TrainingCounter(spark, progress, InvertStage.NAME, tokens.size(), steps)) {
      LearnTokens learning =
          new LearnTokens(
              run, erased, maxPixels, checkpoints, hadoop, counter.steps(), meters, devices, notes);
      EmbeddingsTable.in(place)
          .append(placed(draws).mapPartitions(learning, EmbeddingsTable.ENCODER));
    }
    List<PlannedToken> lost = tokens(draws.stream().map(draw -> draw.missing(place)).toList());
    if (!lost.isEmpty()) {
      throw new IllegalStateException(
          "Lost %d of %d tokens, %s first; run the stage again"
              .formatted(lost.size(), tokens.size(), lost.get(0).placeholder()));
    }
  }

  /** Brings the photos to their tokens; the tokens of a partition train together. */
  private Dataset<Row> placed(List<TokenDraw> draws) {
    InvertRun run = anyRun(draws);
    List<PlannedToken> tokens = tokens(draws);
    List<Row> wanted = new ArrayList<>();
    int index = 0;
    for (TokenDraw draw : draws) {
      for (PlannedToken token : draw.tokens()) {
        String name = draws.size() > 1 ? draw.name(token) : token.placeholder();
        for (String photo : token.images()) {
          wanted.add(
              RowFactory.create(
                  index,
                  draw.run().id(),
                  name,
                  token.id(),
                  token.label(),
                  token.className(),
                  token.sourceId(),
                  token.placeholder(),
                  photo));
        }
        index++;
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
            .groupBy("index", "run", "name", "id", "label", "class", "source_id", "placeholder")
            .agg(
                functions
                    .sort_array(functions.collect_list(functions.struct("photo", "png")))
                    .as("photos"));
    return PlacedRows.of(grouped, partitions(tokens));
  }

  /**
   * As few groups as the devices hold, spread over them; where weights belong to a class, groups of
   * each class by itself.
   */
  private List<Integer> partitions(List<PlannedToken> tokens) {
    Map<String, List<Integer>> alike = new LinkedHashMap<>();
    for (int index = 0; index < tokens.size(); index++) {
      String weights = erased.byClass() ? tokens.get(index).className() : "";
      alike.computeIfAbsent(weights, key -> new ArrayList<>()).add(index);
    }
    int slots = Math.max(1, room.slots() / alike.size());
    Integer[] places = new Integer[tokens.size()];
    int first = 0;
    for (List<Integer> indices : alike.values()) {
      int groups = Math.min((indices.size() + room.together() - 1) / room.together(), slots);
      for (int i = 0; i < indices.size(); i++) {
        places[indices.get(i)] = first + i % groups;
      }
      first += groups;
    }
    return List.of(places);
  }

  private static List<PlannedToken> tokens(List<TokenDraw> draws) {
    return draws.stream().flatMap(draw -> draw.tokens().stream()).toList();
  }

  /** The runs differ in the draw of images, and in nothing else. */
  private InvertRun anyRun(List<TokenDraw> draws) {
    return draws.get(0).run().withRows(room.rows());
  }
}
