package org.dafusion.jobs.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
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
import org.dafusion.augment.ClassNameCheck;
import org.dafusion.augment.ClassNameCheck.Text;
import org.dafusion.data.FewShotSplit;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.huggingface.ClipTokenizer;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.inversion.InitialVectors;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.jobs.table.EmbeddingRow;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;
import scala.reflect.ClassTag$;

/**
 * {@code examples} → {@code embeddings}: a word for each class, or for each photo, learned from the
 * photos by textual inversion, or imported. A word that is there is not learned again, and one that
 * was interrupted goes on from its last checkpoint.
 */
public final class InvertStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "invert";

  /** Words that the summary tells of one by one. */
  private static final int SHOWN = 20;

  private static final StructType PLAN =
      new StructType()
          .add("run", DataTypes.StringType)
          .add("id", DataTypes.StringType)
          .add("label", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("source_id", DataTypes.StringType)
          .add("placeholder", DataTypes.StringType)
          .add("images", DataTypes.createArrayType(DataTypes.StringType));

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
    String examples = new ExamplesRun(exampleSettings).latest(place);
    FewShotSplit split = exampleSettings.split();
    SelectedExamples selected = new SelectedExamples(examples, split);
    List<String> classNames = selected.classNames(place);
    WordSettings settings = pictures.words();
    List<PlannedWord> words =
        PlannedWord.of(selected.training(place), classNames, settings.invert());
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    ModelFolder folder = ModelSource.open(pictures.model(), hadoop);
    StableDiffusion.verify(folder, false);
    String digest = folder.digest();
    ErasedUnets erased =
        settings.imports() ? ErasedUnets.NONE : ErasedUnets.of(place, pictures, digest, classNames);
    Work work = new Work(spark, place, progress, words, erased);
    if (settings.imports()) {
      ImportedWords imported = ImportedWords.read(settings.imported(), hadoop);
      work.take(imported, pictures.wordsRun(examples, split, digest, "", imported.digest()));
    } else {
      requireNoClassNames(classNames);
      requireUsable(words, folder);
      work.learn(pictures.wordsRun(examples, split, digest, erased.identity(), ""));
    }
    return work.summary();
  }

  /** The data-centric defence against leakage, where it is wanted. */
  private void requireNoClassNames(List<String> classNames) {
    if (pictures.leakage().refusesClassNames()) {
      InversionRecipe recipe = pictures.words().recipe();
      String block = "invert.recipes." + recipe.name();
      Stream<Text> templates =
          recipe.templates().stream().map(t -> new Text(block + ".templates", t));
      Stream<Text> initial =
          classNames.stream().map(name -> new Text(block + ".initial", recipe.initialWord(name)));
      new ClassNameCheck(classNames).require(Stream.concat(templates, initial).toList());
    }
  }

  /** Whether the model can read the initial words, and has none of the words to be learned. */
  private void requireUsable(List<PlannedWord> words, ModelFolder folder) {
    try (ClipTokenizer tokenizer = ClipTokenizer.open(folder.path("tokenizer"))) {
      for (PlannedWord word : words) {
        InitialVectors.requireNew(tokenizer, word.placeholder());
        InitialVectors.verify(tokenizer, pictures.words().recipe(), word.className());
      }
    }
  }

  /** One execution of the stage. */
  private final class Work {
    private final SparkSession spark;
    private final Workspace place;
    private final Progress progress;
    private final List<PlannedWord> words;
    private final ErasedUnets erased;
    private final RunTable table;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final List<String> lines = new ArrayList<>();
    private long refused;

    Work(
        SparkSession spark,
        Workspace place,
        Progress progress,
        List<PlannedWord> words,
        ErasedUnets erased) {
      this.spark = spark;
      this.place = place;
      this.progress = progress;
      this.words = words;
      this.erased = erased;
      this.table = EmbeddingsTable.in(place);
      this.hadoop =
          spark
              .sparkContext()
              .broadcast(
                  new SerializableConfiguration(place.hadoop()),
                  ClassTag$.MODULE$.apply(SerializableConfiguration.class));
    }

    void take(ImportedWords imported, WordsRun run) {
      RunClock clock = RunClock.start();
      List<Row> rows =
          words.stream()
              .map(word -> EmbeddingsTable.toRow(row(word, imported.vectors(word), run)))
              .toList();
      long added = table.append(rows);
      finish(run, clock, added, new TreeSet<>());
    }

    private EmbeddingRow row(PlannedWord word, List<float[]> vectors, WordsRun run) {
      return new EmbeddingRow(
          word.id(),
          run.id(),
          word.label(),
          word.className(),
          word.sourceId(),
          word.placeholder(),
          vectors,
          null,
          0,
          0,
          null,
          null,
          0,
          run.modelDigest(),
          Status.OK,
          null);
    }

    void learn(WordsRun run) {
      RunClock clock = RunClock.start();
      progress.say(plan(run));
      CollectionAccumulator<String> devices =
          spark.sparkContext().collectionAccumulator("devices of " + run.id());
      Dataset<Row> missing = missing(run).cache();
      int count = (int) missing.count();
      Checkpoints checkpoints = Checkpoints.in(place, run.id());
      long added = 0;
      if (count > 0) {
        InversionRecipe recipe = run.words().recipe();
        try (WordCounter counter = new WordCounter(spark, progress, count, recipe.steps())) {
          added = table.append(learned(run, missing, count, checkpoints, counter, devices));
        }
      }
      checkpoints.delete(place.hadoop());
      missing.unpersist();
      finish(run, clock, added, new TreeSet<>(devices.value()));
    }

    private String plan(WordsRun run) {
      InversionRecipe recipe = run.words().recipe();
      long samples = (long) words.size() * recipe.steps() * recipe.batch();
      return "invert: %d words, recipe %s: %d vectors, %d steps of %d samples each, %d samples of %d x %d pixels in all; %s; %d samples at a time on each device"
          .formatted(
              words.size(),
              recipe.name(),
              recipe.vectors(),
              recipe.steps(),
              recipe.batch(),
              samples,
              run.words().invert().size(),
              run.words().invert().size(),
              run.model().precision(),
              run.words().invert().rows());
    }

    /** One cheap row for each word that is wanted and not there. */
    private Dataset<Row> missing(WordsRun run) {
      List<Row> rows =
          words.stream()
              .map(
                  word ->
                      RowFactory.create(
                          run.id(),
                          word.id(),
                          word.label(),
                          word.className(),
                          word.sourceId(),
                          word.placeholder(),
                          word.images().toArray(String[]::new)))
              .toList();
      return table.missing(spark.createDataFrame(rows, PLAN));
    }

    /** Brings the photos to their words; each slot trains its share of the words together. */
    private Dataset<Row> learned(
        WordsRun run,
        Dataset<Row> missing,
        int count,
        Checkpoints checkpoints,
        WordCounter counter,
        CollectionAccumulator<String> devices) {
      int slots = Math.max(1, spark.sparkContext().defaultParallelism());
      Dataset<Row> photos =
          ExamplesTable.in(place)
              .read(run.examples())
              .select(functions.col("id").as("photo"), functions.col("image.bytes").as("bytes"));
      Dataset<Row> planned =
          missing
              .withColumn("photo", functions.explode(functions.col("images")))
              .join(photos, "photo")
              .groupBy("id", "label", "class", "source_id", "placeholder")
              .agg(
                  functions
                      .collect_list(
                          functions.struct(functions.col("photo").as("id"), functions.col("bytes")))
                      .as("photos"));
      int partitions = Math.min(slots, count);
      Dataset<Row> shared =
          erased.byClass()
              ? ClassPartitions.of(planned, partitions)
              : planned.repartition(partitions);
      return shared.mapPartitions(
          new LearnWords(
              run,
              erased,
              exampleSettings.limits().maxPixels(),
              checkpoints,
              hadoop,
              counter.steps(),
              devices),
          EmbeddingsTable.ENCODER);
    }

    private void finish(WordsRun run, RunClock clock, long added, TreeSet<String> devices) {
      table
          .manifest()
          .record(
              clock.manifest(
                  run.id(),
                  NAME,
                  run.settings(),
                  Map.of("examples", run.examples(), "model", run.modelDigest()),
                  Map.of("invert", run.words().invert().seed(), "split", run.split().seed()),
                  table,
                  devices));
      List<EmbeddingRow> rows =
          table.read(run.id()).orderBy("id").collectAsList().stream()
              .map(EmbeddingsTable::fromRow)
              .toList();
      refused = rows.stream().filter(row -> row.status() != Status.OK).count();
      lines.add(
          "invert: run %s has %d words, %d of them new, %d without a result"
              .formatted(run.id(), rows.size(), added, refused));
      rows.stream().filter(row -> row.distance() != null).limit(SHOWN).forEach(this::tell);
      lines.addAll(RefusedRows.lines(table, run.id()));
      preview(run, rows);
      lines.add("invert: for diffusers, " + new ExportedWords(place, run.id()).write(rows));
    }

    private void preview(WordsRun run, List<EmbeddingRow> rows) {
      Map<String, List<float[]>> vectors = new HashMap<>();
      rows.stream()
          .filter(row -> row.status() == Status.OK)
          .forEach(row -> vectors.put(row.placeholder(), row.vectors()));
      List<PlannedWord> shown =
          words.stream()
              .filter(word -> vectors.containsKey(word.placeholder()))
              .limit(run.words().previews())
              .toList();
      if (!shown.isEmpty()) {
        vectors.keySet().retainAll(shown.stream().map(PlannedWord::placeholder).toList());
        Path sheet =
            new WordPreview(
                    place, run, erased, previewSettings(run), exampleSettings.limits().maxPixels())
                .write(spark, shown, new LearnedTokens(vectors), hadoop);
        lines.add("invert: preview " + sheet);
      }
    }

    /** As pictures will be made, at the size at which the words were learned. */
    private EditSettings previewSettings(WordsRun run) {
      EditSettings edit = pictures.augment().editSettings();
      int size = run.words().invert().size();
      return new EditSettings(
          edit.scheduler(), edit.steps(), edit.batch(), size, size, edit.maskBlend());
    }

    private void tell(EmbeddingRow word) {
      lines.add(
          String.format(
              Locale.ROOT,
              "invert: %s, loss %.4f, cosine distance %.4f from '%s'",
              word.placeholder(),
              word.loss(),
              word.distance(),
              word.initial()));
    }

    Summary summary() {
      return new Summary(lines, words.size(), refused);
    }
  }
}
