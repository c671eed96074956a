package org.dafusion.jobs.invert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.huggingface.ClipTokenizer;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.inversion.InitialVectors;
import org.dafusion.jobs.cluster.JobDescription;
import org.dafusion.jobs.cluster.JobMetrics;
import org.dafusion.jobs.cluster.TrainingCost;
import org.dafusion.jobs.cluster.TrainingMeters;
import org.dafusion.jobs.cluster.WorkCost;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.examples.ExampleDraws;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.pictures.ImportedTokens;
import org.dafusion.jobs.pictures.InvertRun;
import org.dafusion.jobs.pictures.InvertSettings;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.stage.PlannedUnits;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.RefusedRows;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.jobs.table.EmbeddingRow;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.TableLease;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.model.ClipTextModel;

/**
 * {@code examples} → {@code embeddings}: a token for each class, or for each photo, learned from
 * the photos by textual inversion, or imported. A token that is there is not learned again, and one
 * that was interrupted goes on from its last checkpoint.
 */
public final class InvertStage implements Stage {
  /** The stage's word. */
  public static final String NAME = InvertRun.STAGE;

  /** Tokens that the summary tells of one by one. */
  private static final int SHOWN = 20;

  private final String workspace;
  private final ExampleSettings exampleSettings;
  private final PictureSettings pictures;

  /** Found once, and only where something is to be learned: it may take a job of its own. */
  private DeviceRoom room;

  /** The stage. */
  public InvertStage(String workspace, ExampleSettings examples, PictureSettings pictures) {
    this.workspace = workspace;
    this.exampleSettings = examples;
    this.pictures = pictures;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    SelectedExamples selected = SelectedExamples.latest(place, exampleSettings);
    return run(spark, progress, place, List.of(selected), selected.split()).get(0);
  }

  /** How many tokens the devices train at the same time. */
  public long tokensAtOnce(SparkSession spark, Workspace place, String modelDigest) {
    return room(spark, modelDigest, place.hadoopForTasks()).tokens();
  }

  private DeviceRoom room(
      SparkSession spark, String modelDigest, Broadcast<SerializableConfiguration> hadoop) {
    if (room == null) {
      room = DeviceRoom.of(spark, pictures, modelDigest, hadoop);
    }
    return room;
  }

  /**
   * Learns the tokens of draws of the same images together, whatever the settings say of the draw.
   * Each draw has a run of its own, which is the one that it would have alone.
   *
   * @param previewed the draw whose tokens the preview shows
   * @return one for each draw, in order
   */
  public List<Summary> run(
      SparkSession spark,
      Progress progress,
      Workspace place,
      List<SelectedExamples> draws,
      FewShotSplit previewed) {
    List<String> classNames = draws.get(0).classNames(place);
    pictures.requireNoClassNamesInLearning(classNames);
    InvertSettings settings = pictures.invert();
    List<List<PlannedToken>> tokens = new ArrayList<>();
    Map<FewShotSplit, List<ImageFile>> drawn =
        new ExampleDraws(place, draws.get(0).run())
            .training(draws.stream().map(SelectedExamples::split).toList());
    for (SelectedExamples selected : draws) {
      tokens.add(PlannedToken.of(drawn.get(selected.split()), classNames, settings.inversion()));
    }
    Configuration hadoop = place.hadoop();
    ModelFolder folder = ModelSource.open(pictures.model(), hadoop);
    StableDiffusion.verify(folder, false);
    pictures.requireSides(folder);
    requireUsable(tokens.stream().flatMap(List::stream).toList(), folder);
    String digest = folder.digest();
    ImportedTokens imported = settings.imports() ? imported(folder, hadoop) : null;
    ErasedUnets erased =
        imported == null
            ? ErasedUnets.of(place, pictures.eraseRun(digest, classNames))
            : ErasedUnets.NONE;
    List<TokenDraw> planned = new ArrayList<>();
    for (int i = 0; i < draws.size(); i++) {
      FewShotSplit split = draws.get(i).split();
      PictureSettings own = split.equals(previewed) ? pictures : pictures.withoutPreviews();
      planned.add(
          new TokenDraw(
              own.invertRun(
                  draws.get(i).run(),
                  split,
                  digest,
                  erased.identity(),
                  imported == null ? "" : imported.digest()),
              tokens.get(i)));
    }
    Work work = new Work(spark, place, progress, erased);
    String runs =
        planned.stream().map(draw -> draw.run().id()).distinct().collect(Collectors.joining(", "));
    try (TableLease lease = work.table.lease(progress::say);
        JobDescription description =
            JobDescription.of(spark, "invert, run " + runs + ": learn tokens")) {
      return imported == null ? work.learn(planned) : work.take(imported, planned);
    }
  }

  private ImportedTokens imported(ModelFolder folder, Configuration hadoop) {
    ImportedTokens imported = ImportedTokens.read(pictures.invert().imported(), hadoop);
    imported.requireWidth(ClipTextModel.from(folder.config("text_encoder")).width());
    try (Weights weights = folder.weights("text_encoder")) {
      imported.requireLearned(weights.floats(ClipTextModel.TOKEN_TABLE));
    }
    return imported;
  }

  /** Whether the model can read the initial words, and has none of the tokens already. */
  private void requireUsable(List<PlannedToken> tokens, ModelFolder folder) {
    try (ClipTokenizer tokenizer = ClipTokenizer.open(folder.path("tokenizer"))) {
      for (PlannedToken token : tokens) {
        InitialVectors.requireNew(tokenizer, token.placeholder());
        if (!pictures.invert().imports()) {
          InitialVectors.verify(tokenizer, pictures.invert().recipe(), token.className());
        }
      }
    }
  }

  /** One execution of the stage. */
  private final class Work {
    private final SparkSession spark;
    private final Workspace place;
    private final Progress progress;
    private final ErasedUnets erased;
    private final RunTable table;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final CollectionAccumulator<String> devices;
    private final CollectionAccumulator<String> notes;
    private final RunClock clock = RunClock.start();
    private TrainingCost cost = TrainingCost.NONE;

    Work(SparkSession spark, Workspace place, Progress progress, ErasedUnets erased) {
      this.spark = spark;
      this.place = place;
      this.progress = progress;
      this.erased = erased;
      this.table = EmbeddingsTable.in(place);
      this.hadoop = place.hadoopForTasks();
      this.devices = spark.sparkContext().collectionAccumulator("devices of invert");
      this.notes = spark.sparkContext().collectionAccumulator("notes of invert");
    }

    List<Summary> take(ImportedTokens imported, List<TokenDraw> draws) {
      List<Long> added = new ArrayList<>();
      for (TokenDraw draw : draws) {
        added.add(
            table.append(
                draw.tokens().stream()
                    .map(token -> token.imported(draw.run(), imported))
                    .map(EmbeddingsTable::toRow)
                    .toList()));
      }
      return finish(draws, added);
    }

    List<Summary> learn(List<TokenDraw> draws) {
      List<TokenDraw> missing = draws.stream().map(draw -> draw.missing(place)).toList();
      List<TokenDraw> wanting = missing.stream().filter(draw -> !draw.tokens().isEmpty()).toList();
      if (!wanting.isEmpty()) {
        TokenTraining training =
            new TokenTraining(
                spark,
                place,
                room(spark, wanting.get(0).run().modelDigest(), hadoop),
                erased,
                exampleSettings.limits().maxPixels(),
                hadoop);
        progress.say(training.plan(wanting));
        TrainingMeters meters = new TrainingMeters(spark);
        training.train(wanting, progress, meters, devices, notes);
        cost = meters.cost();
        JobMetrics.of(spark).trained(cost);
      }
      // also those of a job that died right after it had written its rows
      draws.forEach(draw -> Checkpoints.in(place, draw.run().id()).delete(place.hadoop()));
      return finish(draws, missing.stream().map(draw -> (long) draw.tokens().size()).toList());
    }

    /**
     * @param added new rows of each draw
     */
    private List<Summary> finish(List<TokenDraw> draws, List<Long> added) {
      long all = added.stream().mapToLong(Long::longValue).sum();
      for (int i = 0; i < draws.size(); i++) {
        InvertRun run = draws.get(i).run();
        List<String> ids = draws.get(i).tokens().stream().map(PlannedToken::id).toList();
        PlannedUnits.of(NAME, run.id(), ids, table.read(run.id())).requireDone();
        record(run, all == 0 ? 1.0 / draws.size() : (double) added.get(i) / all);
        table.seal(run.id());
      }
      List<Summary> summaries = new ArrayList<>();
      for (int i = 0; i < draws.size(); i++) {
        summaries.add(summary(draws.get(i), added.get(i)));
      }
      return summaries;
    }

    private void record(InvertRun run, double share) {
      TrainingCost before =
          table
              .manifest()
              .find(run.id())
              .map(r -> TrainingCost.from(r.results()))
              .orElse(TrainingCost.NONE);
      table
          .manifest()
          .record(
              clock
                  .manifest(
                      run.id(),
                      NAME,
                      run.settings(),
                      Map.of("examples", run.examples(), "model", run.modelDigest()),
                      run.seeds(),
                      table,
                      new TreeSet<>(share > 0 ? devices.value() : List.of()))
                  .sharing(share)
                  .yielding(Map.of(WorkCost.KEY, before.plus(cost.share(share)).toMap())));
    }

    private Summary summary(TokenDraw draw, long added) {
      InvertRun run = draw.run();
      List<EmbeddingRow> rows = rows(draw);
      long refused = rows.stream().filter(row -> row.status() != Status.OK).count();
      List<String> lines = new ArrayList<>(new TreeSet<>(notes.value()));
      lines.add(
          "invert: run %s has %d tokens, %d of them new, %d without a result"
              .formatted(run.id(), rows.size(), added, refused));
      rows.stream()
          .filter(row -> row.distance() != null)
          .limit(SHOWN)
          .map(Work::line)
          .forEach(lines::add);
      if (cost.sampleSteps() > 0) {
        // of all draws, which trained together
        lines.add(cost.line(NAME));
      }
      lines.addAll(RefusedRows.lines(table, run.id()));
      lines.add("invert: for diffusers, " + new ExportedTokens(place, run.id()).write(rows));
      lines.addAll(preview(draw, rows));
      return new Summary(lines, draw.tokens().size(), refused);
    }

    private List<EmbeddingRow> rows(TokenDraw draw) {
      Set<String> wanted = draw.tokens().stream().map(PlannedToken::id).collect(Collectors.toSet());
      return table.read(draw.run().id()).collectAsList().stream()
          .map(EmbeddingsTable::fromRow)
          .filter(row -> wanted.contains(row.id()))
          .sorted(Comparator.comparing(EmbeddingRow::id))
          .toList();
    }

    /** A line about it, or none where no token is shown. */
    private List<String> preview(TokenDraw draw, List<EmbeddingRow> rows) {
      InvertRun run = draw.run();
      Map<String, List<float[]>> vectors = new HashMap<>();
      rows.stream()
          .filter(row -> row.status() == Status.OK)
          .forEach(row -> vectors.put(row.placeholder(), row.vectors()));
      List<PlannedToken> shown =
          draw.tokens().stream()
              .filter(token -> vectors.containsKey(token.placeholder()))
              .limit(run.invert().previews())
              .toList();
      if (shown.isEmpty()) {
        return List.of();
      }
      vectors.keySet().retainAll(shown.stream().map(PlannedToken::placeholder).toList());
      TokenPreview sheet =
          new TokenPreview(
              place, run, erased, pictures.augment(), exampleSettings.limits().maxPixels());
      return List.of(sheet.line(spark, shown, new LearnedTokens(vectors), hadoop));
    }

    private static String line(EmbeddingRow token) {
      return String.format(
          Locale.ROOT,
          "invert: %s, loss %.4f, cosine distance %.4f from '%s'",
          token.placeholder(),
          token.loss(),
          token.distance(),
          token.initial());
    }
  }
}
