package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.RandomFolder;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.inversion.LearnedEmbedsFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are learned, kept, exported, imported and used, from the command line. */
class TestInvert {
  private static final String[] DA_FUSION = {
    "augment.methods=[da-fusion]",
    "augment.method.da-fusion.type=da-fusion",
    "invert.recipes.table={steps=3, batch=2}",
    "invert.rows=4"
  };

  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void photos() throws IOException {
    experiment = TinyExperiment.in(folder);
  }

  @Test
  void aRunLearnsATokenForEachClassAndMakesPicturesWithIt() throws IOException {
    CommandLineRun run = run("run");

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.output())
        .contains(
            "invert: 2 tokens, recipe table: 1 vectors, 3 steps of 2 samples each, 12 samples of"
                + " 32 x 32 pixels in all; fp32; 4 samples at a time on each device")
        .anyMatch(
            line -> line.matches("invert: run r\\w+ has 2 tokens, 2 of them new, 0 without.*"))
        .anyMatch(
            line -> line.matches("invert: <ant>, loss \\S+, cosine distance 0\\.\\d+ from 'the'"));
    assertThat(experiment.rows("embeddings", "id, placeholder, images, steps, distance, status"))
        .extracting(row -> row.get(0), row -> row.get(1), row -> row.get(2), row -> row.get(3))
        .containsExactly(tuple("class/ant", "<ant>", 2, 3), tuple("class/bee", "<bee>", 2, 3));
    assertThat(experiment.rows("embeddings", "id, loss, losses"))
        .allSatisfy(
            row ->
                assertThat(row.<Double>getList(2))
                    .hasSize(3)
                    .last(DOUBLE)
                    .isCloseTo(row.getDouble(1), within(1e-6)));
    assertThat(experiment.rows("synthetic", "id, prompt"))
        .extracting(row -> row.getString(1))
        .containsExactly(
            "a photo of a <ant>", "a photo of a <ant>", "a photo of a <bee>", "a photo of a <bee>");
    try (Stream<Path> previews = Files.list(experiment.workspace().resolve("previews"))) {
      assertThat(previews.filter(file -> file.toString().endsWith(".png"))).hasSize(1);
    }
    assertThat(experiment.workspace().resolve("checkpoints")).satisfies(TestInvert::isEmpty);

    assertThat(run("invert").output()).anyMatch(line -> line.contains("2 tokens, 0 of them new"));
    assertThat(run("augment").output()).anyMatch(line -> line.contains("0 of them new"));
  }

  @Test
  void exportedTokensMakeTheSamePicturesInAnotherWorkspace() throws IOException {
    assertThat(run("run").code()).isZero();
    Map<String, Object> before = pictures();
    List<String> accuracies = accuracies();
    Path tokens;
    try (Stream<Path> runs = Files.list(experiment.workspace().resolve("tokens"))) {
      tokens = runs.findFirst().orElseThrow();
    }
    assertThat(tokens.resolve("ant/learned_embeds.safetensors")).exists();
    Path exported = Files.move(tokens, folder.resolve("exported"));
    Files.move(experiment.workspace(), folder.resolve("old"));

    CommandLineRun run = run("run", "invert.import=" + exported);

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(pictures()).isEqualTo(before);
    assertThat(accuracies()).isEqualTo(accuracies);
    assertThat(experiment.rows("embeddings", "id, initial, steps"))
        .allMatch(row -> row.isNullAt(1) && row.getInt(2) == 0);
    assertThat(experiment.manifest("embeddings").get(0).getObject("seeds")).isEmpty();
    assertThat(experiment.manifest("synthetic").get(0).getObject("seeds").keySet())
        .containsExactly("augment");
  }

  @Test
  void eachPictureCanHaveATokenOfItsOwn() {
    CommandLineRun run = run("run", "invert.tokens=hybrid", "invert.specific-classes=[bee]");

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(experiment.rows("embeddings", "id, source_id, placeholder"))
        .extracting(Row::toString)
        .containsExactly(
            "[class/ant,null,<ant>]",
            "[image/train/bee/1.png,train/bee/1.png,<train/bee/1.png>]",
            "[image/train/bee/2.png,train/bee/2.png,<train/bee/2.png>]");
    assertThat(experiment.rows("synthetic", "id, prompt"))
        .extracting(row -> row.getString(1))
        .containsExactly(
            "a photo of a <ant>",
            "a photo of a <ant>",
            "a photo of a <train/bee/1.png>",
            "a photo of a <train/bee/2.png>");
  }

  @Test
  void aTokenThatDivergesIsARowAndAugmentSaysWhatIsMissing() {
    assertThat(experiment.run("prepare").code()).isZero();

    CommandLineRun run = run("invert", "invert.recipes.table.learning-rate=1e30");

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.output())
        .anyMatch(
            line ->
                line.matches("invert: 4 of 4 steps of 2 concepts, 2 of them diverged, [^;]* left"));
    assertThat(experiment.rows("embeddings", "id, status, vectors"))
        .hasSize(2)
        .allMatch(row -> row.getString(1).equals("diverged") && row.isNullAt(2));
    CommandLineRun augment = run("augment", "invert.recipes.table.learning-rate=1e30");
    assertThat(augment.code()).isEqualTo(3);
    assertThat(augment.errors())
        .containsExactly(
            "dafusion: Cannot make pictures of class ant by the method da-fusion because the token"
                + " <ant> could not be learned (diverged, the loss was NaN at step 2): change the"
                + " settings of invert, such as the learning rate of its recipe");
  }

  @Test
  void anImportThatLacksATokenOrIsAPickleIsRefused() throws IOException {
    assertThat(experiment.run("prepare").code()).isZero();
    Path imported = Files.createDirectories(folder.resolve("words"));

    CommandLineRun empty = run("invert", "invert.import=" + imported);
    assertThat(empty.code()).isEqualTo(5);
    assertThat(empty.errors().get(0)).contains("it holds no safetensors files");

    Files.writeString(imported.resolve("learned_embeds.bin"), "PK");
    CommandLineRun pickle = run("invert", "invert.import=" + imported);
    assertThat(pickle.code()).isEqualTo(5);
    assertThat(pickle.errors().get(0))
        .contains(imported.resolve("learned_embeds.bin").toString())
        .contains("safetensors");
  }

  @Test
  void importedTokensThatWereNeverTrainedAreRefused() throws IOException {
    assertThat(experiment.run("prepare").code()).isZero();
    RandomFolder.write(folder.resolve("model"), 0);
    float[] table;
    try (Weights weights = ModelFolder.open(folder.resolve("model")).weights("text_encoder")) {
      table = weights.floats("text_model.embeddings.token_embedding.weight");
    }
    int width = 32;
    List<float[]> words =
        List.of(
            Arrays.copyOfRange(table, 7 * width, 8 * width),
            Arrays.copyOfRange(table, 5 * width, 6 * width));
    float[] learned = words.get(0).clone();
    learned[9] += 0.1f;
    Path file = folder.resolve("learned_embeds.safetensors");
    LearnedEmbedsFile.write(
        file, new LearnedTokens(Map.of("<ant>", List.of(learned), "<bee>", words)));

    CommandLineRun run =
        run("invert", "model.path=" + folder.resolve("model"), "invert.import=" + file);

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot import the token <bee> from %s because training never moved it: its vectors are the rows [7, 5] of the text encoder's embedding table, words that the model has without it"
                .formatted(file));
    assertThat(experiment.workspace().resolve("embeddings")).doesNotExist();
  }

  @Test
  void wordsThatTheVocabularyLacksOrHasAlreadyEndTheStage() {
    String taken = "dataset.class-names.bee=\"|endoftext|\"";
    assertThat(experiment.run("prepare").code()).isZero();
    assertThat(experiment.run("prepare", taken).code()).isZero();

    CommandLineRun unknown = run("invert", "invert.recipes.table.initial=<dog>");
    CommandLineRun known = run("invert", taken);

    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.errors())
        .containsExactly(
            "dafusion: Invalid settings:",
            "  invert.recipes.table.initial must be a word that the model's vocabulary can spell,"
                + " found '<dog>'");
    assertThat(known.code()).isEqualTo(2);
    assertThat(known.errors())
        .containsExactly(
            "dafusion: Invalid settings:",
            "  Cannot learn the token <|endoftext|> because the model's vocabulary has it already");
    assertThat(experiment.workspace().resolve("embeddings")).doesNotExist();
  }

  @Test
  void aClassWithoutTrainingImagesEndsTheStage() throws IOException {
    experiment.photo("train/bee/1.png", new byte[] {'x'});
    experiment.photo("train/bee/2.png", new byte[] {'x'});
    assertThat(experiment.run("prepare", "limits.refused-fraction=0.5").code()).isZero();

    CommandLineRun run = run("invert");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot learn a token for the class bee because it has no usable training"
                + " images");
    assertThat(experiment.workspace().resolve("embeddings")).doesNotExist();
  }

  @Test
  void aClassNameInATemplateOrInitialWordEndsTheRunBeforeAnyWork() {
    assertThat(experiment.run("prepare").code()).isZero();

    CommandLineRun initial =
        run("invert", "leakage.class-names=refused", "invert.recipes.table.initial=\"{name}\"");
    assertThat(initial.code()).isEqualTo(2);
    assertThat(initial.errors()).anyMatch(line -> line.contains("invert.recipes.table.initial"));

    CommandLineRun template =
        run(
            "invert",
            "leakage.class-names=refused",
            "invert.recipes.table.templates=[\"a {} like a bee\"]");
    assertThat(template.code()).isEqualTo(2);
    assertThat(template.errors())
        .anyMatch(line -> line.contains("invert.recipes.table.templates") && line.contains("bee"));

    // whatever pictures the methods make
    CommandLineRun alone =
        experiment.run(
            "invert",
            "leakage.class-names=refused",
            "augment.prompt=a photo",
            "invert.recipes.table.initial=\"{name}\"");
    assertThat(alone.code()).isEqualTo(2);
    assertThat(alone.errors()).anyMatch(line -> line.contains("invert.recipes.table.initial"));
    assertThat(experiment.workspace().resolve("embeddings")).doesNotExist();
  }

  @Test
  void checkpointsOfADeadJobGoWithTheNextOne() throws IOException {
    assertThat(experiment.run("prepare").code()).isZero();
    assertThat(run("invert").code()).isZero();
    String run = experiment.rows("embeddings", "run").get(0).getString(0);
    Path left = experiment.workspace().resolve("checkpoints").resolve(run).resolve("left");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "what the job wrote last");

    assertThat(run("invert").code()).isZero();

    assertThat(left).doesNotExist();
  }

  private CommandLineRun run(String stage, String... more) {
    return experiment.run(
        stage, Stream.concat(Stream.of(DA_FUSION), Stream.of(more)).toArray(String[]::new));
  }

  /** Bytes of the pictures by id. */
  private Map<String, Object> pictures() {
    Map<String, Object> pictures = new HashMap<>();
    for (Row row : experiment.rows("synthetic", "id, hex(image.bytes)")) {
      pictures.put(row.getString(0), row.getString(1));
    }
    assertThat(pictures).hasSize(4);
    return pictures;
  }

  /** What classifiers with and without the pictures came to. */
  private List<String> accuracies() {
    List<String> accuracies =
        experiment.rows("trials", "id, augmentation, value").stream()
            .map(Row::toString)
            .sorted()
            .toList();
    assertThat(accuracies)
        .anyMatch(line -> line.contains(",baseline,"))
        .anyMatch(line -> line.contains(",da-fusion,"));
    return accuracies;
  }

  private static void isEmpty(Path folder) {
    try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
      assertThat(files).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
