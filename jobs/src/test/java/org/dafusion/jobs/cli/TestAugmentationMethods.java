package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.dafusion.diffusion.RandomFolder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.Mask;
import org.dafusion.jobs.executor.ExecutorModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Methods beside Real Guidance, the safety check and the check for leaks, from the command line.
 */
class TestAugmentationMethods {
  private static final String ALL_FLAGGED = "model.safety-threshold-shift=10";

  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void prepare() throws IOException {
    experiment = TinyExperiment.in(folder);
    assertThat(experiment.run("prepare").code()).isZero();
  }

  @Test
  void augmentEndsWhereEveryPictureIsFlagged() {
    CommandLineRun run =
        experiment.run("augment", "model.safety-checker=auto", ALL_FLAGGED, "augment.resamples=2");

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.output())
        .anyMatch(
            line ->
                line.matches(
                    "augment: real-guidance, run r\\w+: 4 pictures wanted, 4 of them new, 0 ok,"
                        + " 4 flagged, 8 resamples"))
        .contains(
            "  flagged train/ant/1.png#0: the safety checker found a concept that it blocks, in"
                + " each of 3 samples");
    assertThat(experiment.rows("synthetic", "id, status, reason, image, resamples"))
        .hasSize(4)
        .allMatch(row -> row.getAs("status").equals("flagged") && row.getAs("image") == null)
        .allMatch(row -> row.<Integer>getAs("resamples") == 2);
    assertThat(experiment.manifest("synthetic").get(0).getInt("counts.flagged")).isEqualTo(4);
    assertThat(experiment.manifest("synthetic").get(0).getInt("counts.resamples")).isEqualTo(8);

    CommandLineRun again =
        experiment.run("augment", "model.safety-checker=on", ALL_FLAGGED, "augment.resamples=2");

    assertThat(again.output())
        .anyMatch(line -> line.contains("4 pictures wanted, 0 of them new, 0 ok, 4 flagged"));
    assertThat(experiment.manifest("synthetic")).hasSize(1);
  }

  @Test
  void aFolderWithoutACheckerIsUsedWithoutOne() throws IOException {
    Path model = folder.resolve("model");
    RandomFolder.write(model, 1);
    Path index = model.resolve("model_index.json");
    Files.writeString(
        index,
        Files.readString(index)
            .replace("[\"stable_diffusion\", \"StableDiffusionSafetyChecker\"]", "[null, null]"));

    CommandLineRun run =
        experiment.run("augment", "model.path=" + model, "model.safety-checker=auto", ALL_FLAGGED);

    assertThat(run.code()).isZero();
    assertThat(run.output())
        .anyMatch(line -> line.endsWith("4 pictures wanted, 4 of them new, 4 ok"));
  }

  @Test
  void aChainOfAChoiceIsMadeAndTrainedOnAndSaysWhatItApplied() {
    String[] settings = {
      "augment.methods=[chain, real-guidance]",
      "augment.method.chain={type=sequential, methods=[strengths, agnostic]}",
      "augment.method.strengths={type=parallel, methods=[low, high]}",
      "augment.method.low.intensities=[0.5]",
      "augment.method.high.intensities=[1]",
      "augment.method.agnostic={prompt=a photo, guidance-range=[2, 4]}",
      "augment.repeats=4"
    };

    CommandLineRun run = experiment.run("augment", settings);

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    List<Row> rows =
        experiment.rows("synthetic", "id, augmentation, member, prompt, guidance_scale, status");
    assertThat(rows).hasSize(32).allMatch(row -> row.getAs("status").equals("ok"));
    assertThat(rows.stream().filter(row -> row.getAs("augmentation").equals("chain")))
        .hasSize(16)
        .allMatch(row -> row.getAs("prompt").equals("a photo"))
        .allMatch(row -> row.<Double>getAs("guidance_scale") > 2)
        .extracting(row -> row.<String>getAs("member"))
        .containsOnly("low, agnostic", "high, agnostic");
    assertThat(rows.stream().filter(row -> row.getAs("augmentation").equals("real-guidance")))
        .allMatch(row -> row.getAs("member").equals("real-guidance"));
    CommandLineRun train = experiment.run("train", settings);
    assertThat(train.code()).isZero();
    assertThat(train.output()).anyMatch(line -> line.startsWith("train: chain, run r"));
  }

  @Test
  void aClassWithoutALearnedWordEndsTheRunBeforeAnyModelIsLoaded() {
    int loads = ExecutorModels.loads();

    CommandLineRun run = experiment.run("augment", "augment.methods=[da-fusion]");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot make pictures of class ant by the method da-fusion because the token"
                + " <ant> was not learned (learned tokens: there are none): run the stage invert"
                + " with the same settings first");
    assertThat(ExecutorModels.loads()).isEqualTo(loads);
  }

  @Test
  void aClassNameInAPromptEndsTheRunBeforeAnyModelIsLoaded() {
    int loads = ExecutorModels.loads();

    CommandLineRun run =
        experiment.run(
            "augment",
            "leakage.class-names=refused",
            "augment.methods=[planted, agnostic]",
            "augment.method.planted.prompt=ants on a leaf",
            "augment.method.agnostic.prompt=a photo");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Invalid settings:",
            "  augment.method.planted.prompt must not name a class (leakage.class-names = refused),"
                + " found 'ants on a leaf', where 'ants' is of the class ant");
    assertThat(ExecutorModels.loads()).isEqualTo(loads);
    assertThat(experiment.workspace().resolve("synthetic")).doesNotExist();

    assertThat(
            experiment
                .run("augment", "leakage.class-names=refused", "augment.prompt=a photo")
                .code())
        .isZero();
  }

  @Test
  void onlyImagesWithAMaskHaveTheirObjectMadeAnew() throws IOException {
    byte[] object = new byte[24 * 20];
    Arrays.fill(object, 0, 10 * 24, (byte) 255);
    experiment.photo("masks/train/ant/1.png", ImageEncoder.png(new Mask(24, 20, object)));
    assertThat(experiment.run("prepare").code()).isZero();

    CommandLineRun run =
        experiment.run(
            "augment", "augment.method.real-guidance.mask=object", "augment.mask-grow=1");

    assertThat(run.code()).isEqualTo(4);
    List<Row> rows = experiment.rows("synthetic", "id, status, reason");
    assertThat(rows)
        .extracting(row -> row.<String>getAs("status"))
        .containsExactly("ok", "refused", "refused", "refused");
    assertThat(rows.subList(1, 4))
        .extracting(row -> row.<String>getAs("reason"))
        .containsOnly(
            "the method real-guidance repaints the object alone, and the image has no mask");
  }
}
