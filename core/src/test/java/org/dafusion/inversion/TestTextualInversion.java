package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.dafusion.Parity;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.diffusion.Posterior;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.image.Image;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TestTextualInversion {
  private static final int STEPS = 50;

  @TempDir private static Path temporary;
  private static StableDiffusion model;

  @BeforeAll
  static void load() throws IOException {
    model = Drawn.model(temporary);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aTrainingThatHadToComputeBlocksAgainDoesSoWhenItGoesOn() {
    Concept concept = concept("a", 1, Recipes.of(2, 2, 3), 1);
    try (TextualInversion trainer =
            new TextualInversion(model, Drawn.settings(2), InversionListener.NONE);
        ConceptTraining begun = trainer.begin(concept)) {
      TrainingState kept = begun.state();
      assertThat(kept.recomputes()).isFalse();
      TrainingState afterShortage =
          new TrainingState(
              kept.step(),
              kept.vectors(),
              kept.means(),
              kept.squares(),
              kept.losses(),
              kept.loss(),
              true);

      try (ConceptTraining resumed = trainer.resume(concept, afterShortage)) {
        assertThat(resumed.state().recomputes()).isTrue();
      }
    }
  }

  /**
   * Without flips every image is encoded once; a picture that two concepts share, once for both.
   */
  @Test
  void aPictureIsEncodedOnceForAllConcepts() {
    AtomicInteger encoded = new AtomicInteger();
    Function<Image, Posterior> counting =
        image -> {
          encoded.incrementAndGet();
          return model.vae().encode(image);
        };
    // the small recipes flip where the number of vectors is odd
    InversionRecipe plain = Recipes.of(2, 2, 3);
    InversionRecipe flipping = Recipes.of(1, 2, 3);
    try (TextualInversion trainer =
            new TextualInversion(
                model,
                Drawn.settings(4),
                InversionListener.NONE,
                InversionDraws.SEEDED,
                RowLayout.SINGLE,
                counting);
        ConceptTraining first = trainer.begin(concept("a", 3, plain, 1));
        ConceptTraining second = trainer.begin(concept("b", 3, plain, 2))) {
      // pictures of seed 2 are the second and third of seed 1, and one more
      assertThat(encoded).hasValue(4);
      while (!first.done()) {
        trainer.step(List.of(first, second));
      }
      assertThat(encoded).as("in steps").hasValue(4);
      trainer.begin(concept("c", 3, flipping, 1)).close();
      assertThat(encoded).as("mirror images").hasValue(7);
    }
  }

  /**
   * Five concepts that differ in everything, through fifty steps: one row to a call as on a CPU,
   * and in calls of many rows as on a GPU.
   */
  @ParameterizedTest
  @EnumSource
  void jointEqualsSeparate(RowLayout layout) {
    List<Concept> concepts =
        List.of(
            concept("a", 1, Recipes.of(1, 1, STEPS), 1),
            concept("b", 2, Recipes.of(2, 2, STEPS + 1, 0.02), 2),
            concept("c", 4, Recipes.of(4, 3, STEPS, 0.005), 3),
            concept("d", 3, Recipes.of(1, 2, STEPS - 10), 4),
            concept("e", 8, Recipes.of(3, 1, 2 * STEPS), 5));
    Map<String, List<float[]>> alone = new HashMap<>();
    for (Concept concept : concepts) {
      alone.putAll(train(List.of(concept), STEPS, 8, layout));
    }

    Map<String, List<float[]>> joint = train(concepts, STEPS, 5, layout);

    for (Concept concept : concepts) {
      String name = concept.placeholder();
      double moved = distance(alone.get(name), concept.initial());
      double error = distance(joint.get(name), alone.get(name)) / moved;
      Parity.note("joint against separate training, " + layout, error, 1e-5);
      assertThat(moved).as(name).isGreaterThan(0.01);
      assertThat(error).as(name).isLessThanOrEqualTo(1e-5);
    }
  }

  @Test
  void aTrainingGoesOnFromACheckpointToTheLastBit() throws Exception {
    Concept concept = concept("a", 3, Recipes.of(2, 2, 12), 9);
    TrainingState kept;
    try (TextualInversion trainer = trainer(4);
        ConceptTraining training = trainer.begin(concept)) {
      for (int step = 1; step <= 5; step++) {
        trainer.step(List.of(training));
      }
      kept = serialised(training.state());
    }
    try (TextualInversion trainer = trainer(4);
        ConceptTraining undisturbed = trainer.begin(concept);
        ConceptTraining training = trainer.resume(concept, kept)) {
      while (!undisturbed.done()) {
        trainer.step(List.of(undisturbed));
      }
      assertThat(training.step()).isEqualTo(5);
      assertThat(training.lastLoss()).isEqualTo(kept.loss());
      while (!training.done()) {
        trainer.step(List.of(training));
      }
      assertThat(training.step()).isEqualTo(12);
      assertThat(training.losses()).hasSize(12).isEqualTo(undisturbed.losses());
      assertThat(training.vectors()).usingRecursiveComparison().isEqualTo(undisturbed.vectors());
    }
  }

  @Test
  void aConceptThatDivergesStopsAloneAndKeepsItsLastVectors() {
    Concept calm = concept("calm", 2, Recipes.of(1, 2, 8), 1);
    Concept wild = concept("wild", 2, Recipes.of(1, 2, 8, 1e30), 2);
    try (TextualInversion trainer = trainer(4);
        ConceptTraining first = trainer.begin(calm);
        ConceptTraining second = trainer.begin(wild)) {
      while (!first.done()) {
        List<ConceptTraining> left = new ArrayList<>(List.of(first, second));
        left.removeIf(ConceptTraining::done);
        trainer.step(left);
      }
      assertThat(second.diverged()).isTrue();
      assertThat(second.divergence()).matches("the .+ (was|were|was not) .+ step [123]");
      for (float value : second.vectors().get(0)) {
        assertThat(value).isFinite();
      }
      assertThat(first.diverged()).isFalse();
      assertThat(first.divergence()).isNull();
      assertThat(first.vectors())
          .usingRecursiveComparison()
          .isEqualTo(train(List.of(calm), 8, 4).get("<calm>"));
      assertThatThrownBy(() -> trainer.step(List.of(second)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be different ones with steps left to take");
    }
  }

  @Test
  void aTrainingTellsHowFarItIs() {
    try (TextualInversion trainer = trainer(4);
        ConceptTraining training = trainer.begin(concept("a", 2, Recipes.of(2, 2, 3, 0.1), 1))) {
      assertThat(training.moved()).isFalse();
      assertThat(training.distance()).isCloseTo(0, within(1e-12));
      assertThat(training.lastLoss()).isNaN();
      trainer.step(List.of(training));
      assertThat(training.step()).isEqualTo(1);
      assertThat(training.moved()).isTrue();
      assertThat(training.distance()).isGreaterThan(1e-4);
      assertThat(training.lastLoss()).isPositive().isFinite();
      assertThat(training.done()).isFalse();
    }
  }

  @Test
  void whatCannotBeTrainedIsRefusedWithItsName() {
    InversionRecipe recipe = Recipes.of(1, 1, 1);
    List<float[]> initial = concept("a", 1, recipe, 1).initial();
    List<Image> images = Drawn.images(1, 1);
    try (TextualInversion trainer = trainer(4)) {
      String taken = "<|endoftext|>";
      assertThatThrownBy(() -> trainer.begin(new Concept(taken, images, recipe, initial, 0)))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessageContaining(taken);
      List<Image> large = List.of(new Image(8, 8, new byte[192]));
      assertThatThrownBy(() -> trainer.begin(new Concept("<a>", large, recipe, initial, 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid image of <a>: must have the working size 16 x 16, found 8 x 8");
      List<float[]> narrow = List.of(new float[3]);
      assertThatThrownBy(() -> trainer.begin(new Concept("<a>", images, recipe, narrow, 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid initial vector of <a>: must have width 24, the text encoder's, found 3");
      InversionRecipe tooLong =
          new InversionRecipe(
              "long",
              "the",
              "order",
              64,
              1,
              1,
              1,
              "constant",
              0,
              0,
              false,
              List.of("a photo of my very own and quite special and beloved thing, a {}"));
      List<float[]> many = Collections.nCopies(64, initial.get(0));
      assertThatThrownBy(() -> trainer.begin(new Concept("<a>", images, tooLong, many, 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be short enough to keep <a>");
      TrainingState other =
          new TrainingState(0, new float[1], new float[1], new float[1], new float[0], 0, false);
      Concept concept = new Concept("<a>", images, recipe, initial, 0);
      assertThatThrownBy(() -> trainer.resume(concept, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Invalid checkpoint of <a>: must have 24 values");
    }
  }

  /** Decay draws on vectors that no gradient reaches; of several, all must be reached. */
  @ParameterizedTest
  @CsvSource({"1 1, true", "1 0, false", "0 0, false"})
  void weightDecayAloneIsNoMove(String reached, boolean moved) {
    Concept concept = concept("a", 1, Recipes.of(2, 1, 3), 1);
    TrainingState kept;
    try (TextualInversion trainer = trainer(1);
        ConceptTraining training = trainer.begin(concept)) {
      float[] gradient = new float[training.values().length];
      int width = gradient.length / 2;
      for (int i = 0; i < 2; i++) {
        gradient[i * width + 3] = Float.parseFloat(reached.split(" ")[i]) * 1e-9f;
      }
      training.apply(List.of(new RowGradient(1, gradient)));
      training.apply(List.of(new RowGradient(1, new float[gradient.length])));

      assertThat(training.vectors()).isNotEqualTo(concept.initial());
      assertThat(training.vectors().get(1)[5]).isNotEqualTo(concept.initial().get(1)[5]);
      assertThat(training.moved()).isEqualTo(moved);
      kept = training.state();
    }
    try (TextualInversion trainer = trainer(1);
        ConceptTraining training = trainer.resume(concept, kept)) {
      assertThat(training.moved()).as("after a checkpoint").isEqualTo(moved);
    }
  }

  private static Concept concept(String name, int images, InversionRecipe recipe, long seed) {
    return Drawn.concept(model, name, images, recipe, seed);
  }

  private static TextualInversion trainer(int rows) {
    return trainer(rows, RowLayout.SINGLE);
  }

  private static TextualInversion trainer(int rows, RowLayout layout) {
    return new TextualInversion(
        model,
        Drawn.settings(rows),
        InversionListener.NONE,
        InversionDraws.SEEDED,
        layout,
        model.vae()::encode);
  }

  /** The vectors of each after some steps, or as many as it has. */
  private static Map<String, List<float[]>> train(List<Concept> concepts, int steps, int rows) {
    return train(concepts, steps, rows, RowLayout.SINGLE);
  }

  private static Map<String, List<float[]>> train(
      List<Concept> concepts, int steps, int rows, RowLayout layout) {
    Map<String, List<float[]>> vectors = new HashMap<>();
    try (TextualInversion trainer = trainer(rows, layout)) {
      List<ConceptTraining> trainings = concepts.stream().map(trainer::begin).toList();
      for (int step = 1; step <= steps; step++) {
        trainer.step(trainings.stream().filter(training -> !training.done()).toList());
      }
      for (ConceptTraining training : trainings) {
        vectors.put(training.concept().placeholder(), training.vectors());
        training.close();
      }
    }
    return vectors;
  }

  private static double distance(List<float[]> a, List<float[]> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      for (int j = 0; j < a.get(i).length; j++) {
        sum += Math.pow((double) a.get(i)[j] - b.get(i)[j], 2);
      }
    }
    return Math.sqrt(sum);
  }

  private static TrainingState serialised(TrainingState state) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(state);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (TrainingState) in.readObject();
    }
  }
}
