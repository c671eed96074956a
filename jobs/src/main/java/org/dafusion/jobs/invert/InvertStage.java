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
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.huggingface.ClipTokenizer;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.inversion.InitialVectors;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.pictures.ImportedTokens;
import org.dafusion.jobs.pictures.InvertRun;
import org.dafusion.jobs.pictures.InvertSettings;
import org.dafusion.jobs.pictures.PictureSettings;
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
    return run(spark, progress, place, SelectedExamples.latest(place, exampleSettings));
  }

  /** Learns the tokens of a draw, whatever the settings say of the draw. */
  public Summary run(
      SparkSession spark, Progress progress, Workspace place, SelectedExamples selected) {
    String examples = selected.run();
    FewShotSplit split = selected.split();
    List<String> classNames = selected.classNames(place);
    pictures.requireNoClassNamesInLearning(classNames);
    InvertSettings settings = pictures.invert();
    List<PlannedToken> tokens =
        PlannedToken.of(selected.training(place), classNames, settings.inversion());
    Configuration hadoop = place.hadoop();
    ModelFolder folder = ModelSource.open(pictures.model(), hadoop);
    StableDiffusion.verify(folder, false);
    pictures.requireSides(folder);
    requireUsable(tokens, folder);
    String digest = folder.digest();
    Work work = new Work(spark, place, progress, tokens);
    if (settings.imports()) {
      ImportedTokens imported = ImportedTokens.read(settings.imported(), hadoop);
      imported.requireWidth(ClipTextModel.from(folder.config("text_encoder")).width());
      try (Weights weights = folder.weights("text_encoder")) {
        imported.requireLearned(weights.floats(ClipTextModel.TOKEN_TABLE));
      }
      work.take(imported, pictures.invertRun(examples, split, digest, "", imported.digest()));
    } else {
      ErasedUnets erased = ErasedUnets.of(place, pictures.eraseRun(digest, classNames));
      work.learn(pictures.invertRun(examples, split, digest, erased.identity(), ""), erased);
    }
    return work.summary();
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
    private final List<PlannedToken> tokens;
    private final RunTable table;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final CollectionAccumulator<String> devices;
    private final CollectionAccumulator<String> notes;
    private final RunClock clock = RunClock.start();
    private final List<String> lines = new ArrayList<>();
    private long refused;

    Work(SparkSession spark, Workspace place, Progress progress, List<PlannedToken> tokens) {
      this.spark = spark;
      this.place = place;
      this.progress = progress;
      this.tokens = tokens;
      this.table = EmbeddingsTable.in(place);
      this.hadoop = place.hadoopForTasks();
      this.devices = spark.sparkContext().collectionAccumulator("devices of invert");
      this.notes = spark.sparkContext().collectionAccumulator("notes of invert");
    }

    void take(ImportedTokens imported, InvertRun run) {
      long added =
          table.append(
              tokens.stream()
                  .map(token -> token.imported(run, imported))
                  .map(EmbeddingsTable::toRow)
                  .toList());
      finish(run, ErasedUnets.NONE, added);
    }

    void learn(InvertRun run, ErasedUnets erased) {
      TokenTraining training =
          new TokenTraining(
              spark, place, run, erased, exampleSettings.limits().maxPixels(), hadoop);
      List<PlannedToken> missing = training.missing(tokens);
      if (!missing.isEmpty()) {
        progress.say(training.plan(missing));
        training.train(missing, progress, devices, notes);
      }
      // also those of a job that died right after it had written its rows
      Checkpoints.in(place, run.id()).delete(place.hadoop());
      finish(run, erased, missing.size());
    }

    private void finish(InvertRun run, ErasedUnets erased, long added) {
      table
          .manifest()
          .record(
              clock.manifest(
                  run.id(),
                  NAME,
                  run.settings(),
                  Map.of("examples", run.examples(), "model", run.modelDigest()),
                  run.seeds(),
                  table,
                  new TreeSet<>(devices.value())));
      List<EmbeddingRow> rows = rows(run);
      refused = rows.stream().filter(row -> row.status() != Status.OK).count();
      lines.addAll(new TreeSet<>(notes.value()));
      lines.add(
          "invert: run %s has %d tokens, %d of them new, %d without a result"
              .formatted(run.id(), rows.size(), added, refused));
      rows.stream().filter(row -> row.distance() != null).limit(SHOWN).forEach(this::tell);
      lines.addAll(RefusedRows.lines(table, run.id()));
      lines.add("invert: for diffusers, " + new ExportedTokens(place, run.id()).write(rows));
      preview(run, erased, rows);
    }

    private List<EmbeddingRow> rows(InvertRun run) {
      Set<String> wanted = tokens.stream().map(PlannedToken::id).collect(Collectors.toSet());
      return table.read(run.id()).collectAsList().stream()
          .map(EmbeddingsTable::fromRow)
          .filter(row -> wanted.contains(row.id()))
          .sorted(Comparator.comparing(EmbeddingRow::id))
          .toList();
    }

    private void preview(InvertRun run, ErasedUnets erased, List<EmbeddingRow> rows) {
      Map<String, List<float[]>> vectors = new HashMap<>();
      rows.stream()
          .filter(row -> row.status() == Status.OK)
          .forEach(row -> vectors.put(row.placeholder(), row.vectors()));
      List<PlannedToken> shown =
          tokens.stream()
              .filter(token -> vectors.containsKey(token.placeholder()))
              .limit(run.invert().previews())
              .toList();
      if (!shown.isEmpty()) {
        vectors.keySet().retainAll(shown.stream().map(PlannedToken::placeholder).toList());
        lines.add(
            new TokenPreview(
                    place, run, erased, pictures.augment(), exampleSettings.limits().maxPixels())
                .line(spark, shown, new LearnedTokens(vectors), hadoop));
      }
    }

    private void tell(EmbeddingRow token) {
      lines.add(
          String.format(
              Locale.ROOT,
              "invert: %s, loss %.4f, cosine distance %.4f from '%s'",
              token.placeholder(),
              token.loss(),
              token.distance(),
              token.initial()));
    }

    Summary summary() {
      return new Summary(lines, tokens.size(), refused);
    }
  }
}
