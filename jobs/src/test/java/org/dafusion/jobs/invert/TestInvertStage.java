package org.dafusion.jobs.invert;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.LeakageSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.dafusion.erasure.ErasureSettings;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.inversion.TrainingState;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.cluster.Activity;
import org.dafusion.jobs.cluster.TrainingCost;
import org.dafusion.jobs.erase.EraseStage;
import org.dafusion.jobs.examples.DatasetSettings;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.LimitSettings;
import org.dafusion.jobs.examples.PrepareStage;
import org.dafusion.jobs.examples.RangelandSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.pictures.InvertSettings;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of several draws at once, tokens that were interrupted, and tokens of erased weights. */
class TestInvertStage extends SparkTest {
  private static final int STEPS = 3;

  /** Other numbers of photos, and other seeds. */
  private static final List<FewShotSplit> DRAWS =
      List.of(new FewShotSplit(1, 0), new FewShotSplit(2, 1));

  private final List<String> lines = new ArrayList<>();
  private Workspace place;
  private Config config;
  private ExampleSettings examples;

  @BeforeEach
  void prepare() throws IOException {
    for (String name : List.of("ant", "bee")) {
      for (int i = 1; i <= 3; i++) {
        photo("train/" + name + "/" + i + ".png");
      }
      photo("validation/" + name + "/1.png");
    }
    place = Workspace.at(spark, folder.resolve("work").toString());
    config =
        ExperimentConfig.load(
                ExperimentConfig.reference(),
                null,
                List.of(
                    "dataset.path=" + folder.resolve("photos"),
                    "model.path=random",
                    "augment.size=32",
                    "invert.recipes.table={steps=" + STEPS + ", batch=2}",
                    "invert.previews=0",
                    "erase.size=32",
                    "erase.preset-defaults.iterations=2",
                    "erase.preset-defaults.sampling-steps=3",
                    "erase.preset-defaults.learning-rate=0.01"),
                Map.of(
                    "invert.recipes",
                    "invert.recipe-defaults",
                    "erase.presets",
                    "erase.preset-defaults"))
            .config();
    examples =
        new ExampleSettings(
            DatasetSettings.from(
                config.getConfig("dataset"),
                RangelandSettings.from(config.getConfig("dataset.rangeland"))),
            FewShotSplit.from(config.getConfig("split")),
            LimitSettings.from(config.getConfig("limits")));
    new PrepareStage(place.location(), examples).run(spark, line -> {});
  }

  /** A batch of 4 has a token of each draw, with 1 and with 2 photos. */
  @Test
  void tokensOfDrawsThatLearnTogetherAreThoseOfEachDrawAlone() throws IOException {
    assertThat(learn(DRAWS, 4)).extracting(Summary::planned).containsExactly(2L, 2L);
    List<String> together = rows();

    assertThat(lines)
        .containsOnlyOnce(
            "invert: 4 tokens of 2 draws, recipe table: 1 vectors, 3 steps of 2 samples each, 24"
                + " samples of 32 x 32 pixels in all; fp32; 4 samples at a time on each device")
        .anyMatch(line -> line.matches("invert: 12 of 12 steps of 4 concepts, .*"));
    assertThat(together).hasSize(4).doesNotHaveDuplicates();
    assertThat(manifest())
        .hasSize(2)
        .allMatch(run -> run.counts().equals(Map.of("ok", 2L)) && run.devices().size() == 1)
        .extracting(run -> run.settings().get("split-seed"))
        .containsExactly(0L, 1L);
    for (RunManifest run : manifest()) {
      assertThat(folder.resolve("work/tokens/" + run.run() + "/bee")).isNotEmptyDirectory();
    }

    forgetTokens();
    for (FewShotSplit draw : DRAWS) {
      assertThat(learn(List.of(draw), 2)).hasSize(1);
    }

    assertThat(rows()).isEqualTo(together);
  }

  /** Three steps of two samples for each of two tokens of each of two draws, which share all. */
  @Test
  void whatItCostIsToldAndKeptByEachDraw() throws IOException {
    List<Summary> summaries = learn(DRAWS, 4);

    List<TrainingCost> costs =
        manifest().stream().map(run -> TrainingCost.from(run.results())).toList();
    assertThat(costs).hasSize(2).extracting(TrainingCost::sampleSteps).containsExactly(12L, 12L);
    TrainingCost all = costs.get(0).plus(costs.get(1));
    assertThat(all.samples().keySet()).allMatch(device -> device.startsWith("cpu"));
    for (Activity activity : List.of(Activity.UNET, Activity.TEXT_ENCODER, Activity.VAE)) {
      assertThat(all.seconds(activity)).as(activity.label()).isPositive();
    }
    for (Summary summary : summaries) {
      assertThat(summary.lines()).contains(all.line("invert"));
    }

    // nothing is left to do, and nothing is added
    assertThat(learn(DRAWS, 4))
        .flatExtracting(Summary::lines)
        .noneMatch(line -> line.toString().contains("device seconds"));
    assertThat(manifest().stream().map(run -> TrainingCost.from(run.results())))
        .containsExactlyElementsOf(costs);
  }

  /** The token that one draw had finished is taken as it was left; all others are trained. */
  @Test
  void drawsThatWereInterruptedTogetherGoOnWithWhatIsMissing() throws IOException {
    learn(DRAWS, 8);
    List<String> undisturbed = rows();
    String interrupted = manifest().get(1).run();
    int width = EmbeddingsTable.fromRow(embeddings().get(0)).vectors().get(0).length;
    forgetTokens();
    float[] vectors = filled(width, 0.5f);
    new TokenCheckpoint(Checkpoints.in(place, interrupted), place.hadoop())
        .store(
            "class/ant",
            new TrainingState(
                STEPS, vectors, filled(width, 0), filled(width, 1), new float[STEPS], 0.25, false));

    learn(DRAWS, 8);

    List<String> resumed = new ArrayList<>(rows());
    assertThat(embeddings())
        .filteredOn(row -> row.getAs("run").equals(interrupted))
        .filteredOn(row -> row.getAs("id").equals("class/ant"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(EmbeddingsTable.fromRow(row).vectors()).containsExactly(vectors);
              assertThat(row.<Double>getAs("loss")).isEqualTo(0.25);
            });
    resumed.removeAll(undisturbed);
    assertThat(resumed).hasSize(1);
    assertThat(folder.resolve("work/checkpoints/" + interrupted)).doesNotExist();

    lines.clear();
    learn(DRAWS, 8);
    assertThat(lines).as("nothing is left to learn").isEmpty();
  }

  @Test
  void aCheckpointKnowsWhetherBlocksAreComputedAgain() {
    TokenCheckpoint checkpoint = new TokenCheckpoint(Checkpoints.in(place, "run"), place.hadoop());
    for (boolean recomputes : List.of(true, false)) {
      checkpoint.store(
          "class/ant",
          new TrainingState(
              1, filled(2, 3), filled(2, 4), filled(2, 5), filled(1, 6), 7, recomputes));

      assertThat(checkpoint.fetch("class/ant"))
          .usingRecursiveComparison()
          .isEqualTo(
              new TrainingState(
                  1, filled(2, 3), filled(2, 4), filled(2, 5), filled(1, 6), 7, recomputes));
    }
  }

  /** Two tasks at a time; a step has two samples. */
  @Test
  void aCpuTakesAsManyTokensAsKeepItsThreadsBusyUnlessANumberIsSet() {
    assertThat(tokensAtOnce(pictures("auto", null))).isEqualTo(2);
    assertThat(tokensAtOnce(pictures("1", null))).isEqualTo(2);
    assertThat(tokensAtOnce(pictures("7", null))).isEqualTo(6);
    config = ConfigFactory.parseMap(Map.of("executor.threads", 8)).withFallback(config);
    assertThat(tokensAtOnce(pictures("auto", null))).isEqualTo(8);
  }

  private long tokensAtOnce(PictureSettings pictures) {
    return new InvertStage(place.location(), examples, pictures).tokensAtOnce(spark, place, "");
  }

  /** The weights of each class are its own, and no trace of them is left. */
  @Test
  void tokensLearnOnErasedWeightsWhichAreTakenOffAgain() throws IOException {
    List<FewShotSplit> draw = List.of(new FewShotSplit(0, 0));
    learn(draw, 4);
    List<String> original = rows();
    String originalRun = manifest().get(0).run();
    ErasureSettings erasure = ErasureSettings.from(config.getConfig("erase"));
    PictureSettings plain = pictures("4", null);
    new EraseStage(place.location(), examples, plain.model(), plain.executor(), erasure)
        .run(spark, line -> {});
    String erasures = ErasuresTable.in(place).manifest().runs().get(0).run();
    int swaps = ExecutorModels.swaps();

    learn(draw, pictures("4", erasure));

    assertThat(ExecutorModels.swaps()).as("a swap for each class").isEqualTo(swaps + 2);
    RunManifest onErased = manifest().get(1);
    assertThat(onErased.run()).isNotEqualTo(originalRun);
    assertThat(onErased.settings()).containsEntry("erasures", erasures);
    assertThat(manifest().get(0).settings()).doesNotContainKey("erasures");
    Map<String, List<Object>> vectors = new HashMap<>();
    for (Row row : embeddings()) {
      vectors
          .computeIfAbsent(row.getAs("id"), id -> new ArrayList<>())
          .add(row.get(row.fieldIndex("vectors")));
    }
    assertThat(vectors).hasSize(2);
    assertThat(vectors.values())
        .allSatisfy(both -> assertThat(both).hasSize(2).doesNotHaveDuplicates());

    forgetTokens();
    learn(draw, 4);
    assertThat(ExecutorModels.swaps()).as("one to take them off").isEqualTo(swaps + 3);
    assertThat(rows()).isEqualTo(original);
  }

  private List<Summary> learn(List<FewShotSplit> draws, int rows) {
    return learn(draws, pictures(Integer.toString(rows), null));
  }

  private List<Summary> learn(List<FewShotSplit> draws, PictureSettings pictures) {
    String run = SelectedExamples.latest(place, examples).run();
    return new InvertStage(place.location(), examples, pictures)
        .run(
            spark,
            lines::add,
            place,
            draws.stream().map(draw -> new SelectedExamples(run, draw)).toList(),
            draws.get(0));
  }

  private PictureSettings pictures(String rows, ErasureSettings erasure) {
    Config invert =
        ConfigFactory.parseMap(Map.of("rows", rows)).withFallback(config.getConfig("invert"));
    return new PictureSettings(
        ModelSettings.from(config.getConfig("model")),
        ExecutorSettings.from(config.getConfig("executor")),
        AugmentSettings.from(config.getConfig("augment")),
        List.of(),
        LeakageSettings.from(config.getConfig("leakage")),
        InvertSettings.from(invert),
        erasure);
  }

  private List<Row> embeddings() {
    return EmbeddingsTable.in(place).read().orderBy("run", "id").collectAsList();
  }

  private List<String> rows() {
    return embeddings().stream().map(Row::toString).toList();
  }

  private List<RunManifest> manifest() {
    return EmbeddingsTable.in(place).manifest().runs();
  }

  private void forgetTokens() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("work/embeddings"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  /** A photo of one colour, which its name decides. */
  private void photo(String name) throws IOException {
    byte[] rgb = new byte[24 * 20 * Image.CHANNELS];
    Arrays.fill(rgb, (byte) name.hashCode());
    Path file = folder.resolve("photos").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, ImageEncoder.png(new Image(24, 20, rgb)));
  }
}
