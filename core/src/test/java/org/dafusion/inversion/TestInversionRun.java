package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.dafusion.diffusion.StableDiffusion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestInversionRun {
  private static final Function<Concept, TrainingState> NEW = concept -> null;

  @TempDir private static Path temporary;
  private static StableDiffusion model;

  private final List<String> steps = new ArrayList<>();
  private final Map<String, TrainingState> kept = new HashMap<>();
  private final Map<String, List<float[]>> finished = new TreeMap<>();
  private int stopAfter = Integer.MAX_VALUE;

  @BeforeAll
  static void load() throws IOException {
    model = Drawn.model(temporary);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void asManyAreInWorkAsFitAndTheNextTakesThePlaceOfOneThatEnds() {
    run(
        4,
        List.of(concept("a", 2, 3), concept("b", 2, 1), concept("c", 1, 2), concept("d", 8, 1)),
        NEW);

    assertThat(steps).containsExactly("<a> <b>", "<a> <c>", "<a> <c>", "<d>");
    assertThat(finished.keySet()).containsExactly("<a>", "<b>", "<c>", "<d>");
  }

  /** Also a concept that was kept when it had no step left. */
  @Test
  void anInterruptedRunGoesOnFromItsLastCheckpoint() {
    List<Concept> concepts = List.of(concept("a", 2, 10), concept("b", 2, 4), concept("c", 2, 5));
    run(4, concepts, NEW);
    Map<String, List<float[]>> undisturbed = new TreeMap<>(finished);
    finished.clear();
    kept.clear();
    steps.clear();

    stopAfter = 6;
    assertThatThrownBy(() -> run(4, concepts, NEW)).hasMessage("interrupted");
    assertThat(finished.keySet()).containsExactly("<b>");
    assertThat(kept.get("<a>").step()).isEqualTo(4);
    stopAfter = Integer.MAX_VALUE;
    steps.clear();
    kept.put(
        "<b>",
        new TrainingState(4, new float[24], new float[24], new float[24], new float[4], 1, false));
    run(4, concepts, concept -> kept.get(concept.placeholder()));

    assertThat(steps).hasSize(6).first().isEqualTo("<a> <c>");
    for (String name : List.of("<a>", "<c>")) {
      assertThat(finished.get(name)).usingRecursiveComparison().isEqualTo(undisturbed.get(name));
    }
  }

  @Test
  void vectorsThatWereTrainedPredictTheirPicturesBetter() {
    Concept concept = concept("a", 4, 60);
    HeldOutLoss loss = new HeldOutLoss(model, concept.images(), 6, 4);
    double before = loss.of("<a>", concept.initial(), concept.recipe().templates());
    run(4, List.of(concept), NEW);

    double after = loss.of("<a>", finished.get("<a>"), concept.recipe().templates());

    assertThat(after).isLessThan(before);
    assertThat(new HeldOutLoss(model, concept.images(), 6, 5))
        .extracting(l -> l.of("<a>", finished.get("<a>"), concept.recipe().templates()))
        .isEqualTo(after);
  }

  private Concept concept(String name, int batch, int trainingSteps) {
    InversionRecipe recipe = Recipes.of(1, batch, trainingSteps, 0.02);
    return Drawn.concept(model, name, 2, recipe, name.hashCode());
  }

  private void run(int rows, List<Concept> concepts, Function<Concept, TrainingState> states) {
    InversionSettings settings = Drawn.settings(rows);
    InversionListener listener = new Recorder();
    try (TextualInversion trainer = new TextualInversion(model, settings, listener)) {
      new InversionRun(trainer, settings, listener).run(concepts.iterator(), states);
    }
  }

  private final class Recorder implements InversionListener {
    @Override
    public void stepped(List<ConceptTraining> trainings, double seconds) {
      steps.add(String.join(" ", trainings.stream().map(t -> t.concept().placeholder()).toList()));
      assertThat(seconds).isPositive();
      if (steps.size() >= stopAfter) {
        throw new IllegalStateException("interrupted");
      }
    }

    @Override
    public void checkpointDue(List<ConceptTraining> trainings) {
      trainings.forEach(t -> kept.put(t.concept().placeholder(), t.state()));
    }

    @Override
    public void finished(ConceptTraining training) {
      assertThat(training.done()).isTrue();
      finished.put(training.concept().placeholder(), training.vectors());
    }
  }
}
