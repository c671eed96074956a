package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.dafusion.data.DrawnImages;
import org.dafusion.data.Example;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Origin;
import org.dafusion.data.Part;
import org.dafusion.image.ImageDecoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestClassifierTrainer {
  private static final List<String> CLASSES = DrawnImages.classNames();

  @TempDir private static Path folder;
  private static Backbone backbone;
  private static List<Example> train;
  private static List<Example> validation;

  @BeforeAll
  static void draw() throws IOException {
    backbone = Backbone.load(BackboneSource.of("random"), Device.cpu());
    new DrawnImages(16, 16, 64, 3).write(folder);
    train = examples(Part.TRAIN);
    validation = examples(Part.VALIDATION);
  }

  @AfterAll
  static void close() {
    backbone.close();
  }

  @Test
  void evenUntrainedFeaturesTellDrawnShapesApart() {
    List<Evaluation> told = new ArrayList<>();
    TrialResult result = trainer(settings(0.5, 4, 20), told::add).run(train, List.of(), validation);

    assertThat(told).hasSize(20);
    assertThat(told.get(19)).isEqualTo(result.last());
    assertThat(result.last().step()).isEqualTo(500);
    // chance is 0.25; a share of 64 pictures then stays below 0.42 in 999 of 1000 cases
    assertThat(result.best().accuracy().micro()).isGreaterThan(0.5);
    assertThat(result.best().accuracy().micro())
        .isEqualTo(told.stream().mapToDouble(e -> e.accuracy().micro()).max().orElseThrow());
    assertThat(told.get(19).loss()).isLessThan(told.get(0).loss());
    assertThat(result.skipped()).isEmpty();
  }

  @Test
  void rowsHoldEveryMetricOfEveryEpoch() {
    TrialResult result = trainer(settings(0.5, 1, 2)).run(train, List.of(), validation);

    // two epochs, two parts: loss, accuracy, macro accuracy and four classes
    assertThat(result.rows())
        .filteredOn(row -> !row.metric().equals(Evaluation.CONFUSION))
        .hasSize(2 * 2 * 7);
    assertThat(result.rows())
        .contains(
            new Evaluation.Row(
                2, 50, Part.VALIDATION, Evaluation.ACCURACY, "", result.last().accuracy().micro()));
    // each validation picture counted once
    assertThat(result.last().accuracy().classes())
        .allSatisfy(count -> assertThat(count.total()).isEqualTo(16));
    long drawn =
        result.rows().stream()
            .filter(row -> row.part() == Part.TRAIN && !row.className().isEmpty())
            .count();
    assertThat(drawn).isEqualTo(8);
  }

  @Test
  void resultDependsOnNeitherThreadNorOrderButOnTheSeed() throws Exception {
    List<Example> synthetic = synthetic();
    TrialResult result = trainer(settings(0.5, 2, 2)).run(train, synthetic, validation);

    FutureTask<TrialResult> task =
        new FutureTask<>(
            () ->
                trainer(settings(0.5, 2, 2))
                    .run(shuffled(train), shuffled(synthetic), shuffled(validation)));
    Thread thread = new Thread(task);
    thread.start();
    TrialResult other = task.get();

    assertThat(other.rows()).isEqualTo(result.rows());
    assertThat(other.lastHead()).isEqualTo(result.lastHead());
    assertThat(other.bestHead()).isEqualTo(result.bestHead());
    ClassifierSettings reseeded = settings(0.5, 2, 2).with(Map.of("seed", 1));
    assertThat(trainer(reseeded).run(train, synthetic, validation).lastHead())
        .isNotEqualTo(result.lastHead());
  }

  @Test
  void viewsOfRandAugmentAreOthersThanTheStandardOnes() {
    ClassifierSettings randAugment = settings(0, 2, 1).with(Map.of("transform", "randaugment"));
    TrialResult standard = trainer(settings(0, 2, 1)).run(train, List.of(), validation);
    TrialResult other = trainer(randAugment).run(train, List.of(), validation);
    TrialResult again = trainer(randAugment).run(train, List.of(), validation);

    assertThat(other.lastHead()).isNotEqualTo(standard.lastHead()).isEqualTo(again.lastHead());
  }

  @Test
  void trialsMayShareWhatTheyAreJudgedBy() {
    ClassifierSettings reseeded = settings(0, 1, 2).withTrial("randaugment", 0.5, 7);
    TrialResult alone = trainer(reseeded).run(train, List.of(), validation);
    try (HeldOutPictures heldOut = trainer(settings(0, 1, 1)).heldOut(validation)) {
      TrialResult shared = trainer(reseeded).run(train, List.of(), heldOut);

      assertThat(heldOut.size()).isEqualTo(validation.size());
      assertThat(shared.rows()).isEqualTo(alone.rows());
    }
  }

  @Test
  void validationFeaturesOfAnotherPictureSizeAreRefused() {
    ClassifierSettings larger = settings(0, 1, 1).with(Map.of("image-size", 96));
    try (HeldOutPictures heldOut = trainer(larger).heldOut(validation)) {
      assertThatThrownBy(() -> trainer(settings(0, 1, 1)).run(train, List.of(), heldOut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Invalid held-out pictures: must be made for")
          .hasMessageContaining("imageSize=96");
    }
  }

  @Test
  void syntheticPicturesAreLeftOutAtAlphaZero() {
    TrialResult without = trainer(settings(0, 1, 1)).run(train, List.of(), validation);
    TrialResult with = trainer(settings(0, 1, 1)).run(train, synthetic(), validation);
    assertThat(with.lastHead()).isEqualTo(without.lastHead());
  }

  @Test
  void syntheticPicturesOfOtherSourcesAreNeverDrawn() {
    List<Example> half = train.subList(0, train.size() / 2);
    List<Example> own =
        synthetic().stream().filter(s -> half.stream().anyMatch(r -> isFrom(s, r))).toList();
    assertThat(own).hasSizeLessThan(synthetic().size());
    TrialResult all = trainer(settings(1, 1, 1)).run(half, synthetic(), validation);
    TrialResult some = trainer(settings(1, 1, 1)).run(half, own, validation);
    assertThat(all.lastHead()).isEqualTo(some.lastHead());
  }

  @Test
  void syntheticPictureBringsItsOwnLabel() {
    // every picture's only synthetic one is itself under the label of the next class
    List<Example> mislabelled =
        train.stream()
            .map(
                e -> {
                  int label = (e.label() + 1) % 4;
                  return new Example(
                      "s-" + e.id(), label, CLASSES.get(label), e.image(), from(e.id()));
                })
            .toList();
    TrialResult result = trainer(settings(1, 1, 6)).run(train, mislabelled, validation);
    double wrong = result.last().accuracy().micro();
    double right =
        trainer(settings(0, 1, 6)).run(train, mislabelled, validation).last().accuracy().micro();
    assertThat(wrong).isLessThan(right - 0.2);
  }

  @Test
  void undecodablePicturesAreSkippedWithAReason() {
    Example text = broken("text", train.get(0));
    List<Example> some = new ArrayList<>(train);
    some.add(text);
    List<Example> held = new ArrayList<>(validation);
    held.add(broken("held", validation.get(0)));
    TrialResult result = trainer(settings(0.5, 2, 1)).run(some, List.of(), held);

    assertThat(result.skipped()).extracting(SkippedExample::id).containsExactly("text", "held");
    assertThat(result.skipped()).allSatisfy(s -> assertThat(s.reason()).isNotBlank());
    assertThat(result.lastHead())
        .isEqualTo(trainer(settings(0.5, 2, 1)).run(train, List.of(), validation).lastHead());
  }

  @Test
  void classWithoutValidationPicturesIsLeftOutOfTheMean() {
    List<Example> three = validation.stream().filter(e -> e.label() != 2).toList();
    TrialResult result = trainer(settings(0.5, 0, 1)).run(train, List.of(), three);

    assertThat(result.last().accuracy().classes().get(2).accuracy()).isNaN();
    assertThat(result.last().accuracy().macro()).isFinite();
    assertThat(result.rows())
        .noneMatch(r -> r.part() == Part.VALIDATION && r.className().equals(CLASSES.get(2)));
  }

  @Test
  void nothingToTrainOnOrJudgeByIsRefused() {
    List<Example> none = List.of(broken("x", train.get(0)));
    assertThatThrownBy(() -> trainer(settings(0.5, 1, 1)).run(none, List.of(), validation))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("no train picture can be decoded, found 1: [SkippedExample[id=x");
    assertThatThrownBy(() -> trainer(settings(0.5, 1, 1)).run(train, List.of(), List.of()))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("no validation picture can be decoded, found 0");
  }

  @Test
  void realAndSyntheticExamplesMustNotBeMixedUp() {
    assertThatThrownBy(() -> trainer(settings(0.5, 0, 1)).run(train, train, validation))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid training examples: must be 64 real ones, found 128 without a source");
    assertThatThrownBy(() -> trainer(settings(0.5, 0, 1)).run(synthetic(), train, validation))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid training examples: must be 64 real ones, found 0 without a source");
  }

  private static ClassifierSettings settings(double alpha, int views, int epochs) {
    return Classifiers.settings(
        "synthetic-probability",
        alpha,
        "learning-rate",
        1e-3,
        "iterations-per-epoch",
        25,
        "epochs",
        epochs,
        "image-size",
        64,
        "views",
        views);
  }

  private static ClassifierTrainer trainer(ClassifierSettings settings) {
    return trainer(settings, TrialListener.NONE);
  }

  private static ClassifierTrainer trainer(ClassifierSettings settings, TrialListener listener) {
    return new ClassifierTrainer(
        settings, backbone, new ImageDecoder(1_000_000), CLASSES, listener);
  }

  /** One for each training picture: the next picture of its class. */
  private static List<Example> synthetic() {
    List<Example> synthetic = new ArrayList<>();
    for (int i = 0; i < train.size(); i++) {
      Example source = train.get(i);
      Example next = train.get(i / 16 * 16 + (i + 1) % 16);
      synthetic.add(
          new Example(
              "s-" + source.id(),
              source.label(),
              source.className(),
              next.image(),
              from(source.id())));
    }
    return synthetic;
  }

  private static Origin from(String sourceId) {
    return new Origin.Synthetic(sourceId, 0, "drawn", 0.5, 0);
  }

  private static boolean isFrom(Example synthetic, Example real) {
    return synthetic.origin() instanceof Origin.Synthetic origin
        && origin.sourceId().equals(real.id());
  }

  private static Example broken(String id, Example like) {
    byte[] text = "not a picture".getBytes(StandardCharsets.UTF_8);
    return new Example(id, like.label(), like.className(), text, new Origin.Real(id));
  }

  private static List<Example> shuffled(List<Example> examples) {
    List<Example> copy = new ArrayList<>(examples);
    Collections.reverse(copy);
    Collections.rotate(copy, 5);
    return copy;
  }

  private static List<Example> examples(Part part) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int label = 0; label < CLASSES.size(); label++) {
      Path classFolder = folder.resolve(part.folderName()).resolve(CLASSES.get(label));
      try (Stream<Path> files = Files.list(classFolder)) {
        for (Path file : files.sorted().toList()) {
          examples.add(example(file, label));
        }
      }
    }
    return examples;
  }

  private static Example example(Path file, int label) {
    try {
      String id = folder.relativize(file).toString();
      return new Example(
          id, label, CLASSES.get(label), Files.readAllBytes(file), new Origin.Real(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
