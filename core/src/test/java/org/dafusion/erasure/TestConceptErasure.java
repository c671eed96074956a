package org.dafusion.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.bench.SmallFolder;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.NoisePredictor;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestConceptErasure {
  private static final ErasedConcept DOG = new ErasedConcept("dog", List.of("dog"));

  @TempDir private Path folder;
  private StableDiffusion model;

  @BeforeEach
  void load() throws IOException {
    Path small = SmallFolder.write(folder.resolve("model"));
    model = StableDiffusion.load(ModelFolder.open(small), Precision.FP32, Device.cpu(), false);
  }

  @AfterEach
  void close() {
    model.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"paper", "esd-x"})
  void anInterruptedTrainingEndsAtTheSameBits(String preset) {
    ErasureSettings settings =
        Erasures.small("erase.preset=" + preset, "erase.presets.esd-x.iterations=4");
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    Recorder undisturbed = new Recorder(null, 0);
    Map<String, float[]> expected = trained(settings, DOG, undisturbed, null);

    Recorder first = new Recorder(checkpoint, 2);
    ErasureSettings withCheckpoints =
        Erasures.small(
            "erase.preset=" + preset,
            "erase.presets.esd-x.iterations=4",
            "erase.checkpoint-every=2");
    assertThatThrownBy(() -> trained(withCheckpoints, DOG, first, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("interrupted");
    Recorder rest = new Recorder(null, 0);
    Map<String, float[]> found = trained(withCheckpoints, DOG, rest, checkpoint);

    assertThat(first.losses).isEqualTo(undisturbed.losses.subList(0, 2));
    assertThat(rest.losses).isEqualTo(undisturbed.losses.subList(2, 4));
    assertThat(found.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
    found.forEach((key, values) -> assertThat(values).containsExactly(expected.get(key)));
  }

  @Test
  void theModelHasItsOwnWeightsAgainAfterwards() {
    Map<String, float[]> before = weights();

    assertThat(trained(Erasures.small(), DOG, new Recorder(null, 0), null)).isNotEmpty();

    weights().forEach((key, values) -> assertThat(values).containsExactly(before.get(key)));
    assertThat(model.noisePredictor().model().parameters().values())
        .noneMatch(weight -> weight.hasGradient());
  }

  @Test
  void onlyTheWeightsOfTheMethodAreStored() {
    Map<String, float[]> changed =
        trained(
            Erasures.small("erase.preset-defaults.train-method=selfattn"),
            DOG,
            new Recorder(null, 0),
            null);

    assertThat(changed.keySet()).isNotEmpty().allMatch(key -> key.contains(".attn1."));
  }

  @Test
  void severalLatentsOfATrajectoryMakeOneStep() {
    ErasureSettings settings = Erasures.small("erase.partial-latents=3");
    Recorder recorder = new Recorder(null, 0);

    assertThat(trained(settings, DOG, recorder, null)).isNotEmpty();

    assertThat(recorder.losses).hasSize(4).allMatch(loss -> loss > 0);
  }

  @Test
  void allClassesTakeTurns() {
    ErasedConcept both = new ErasedConcept(ErasedConcept.ALL, List.of("dog", "cat"));
    Recorder together = new Recorder(null, 0);
    Recorder alone = new Recorder(null, 0);

    trained(Erasures.small(), both, together, null);
    trained(Erasures.small(), new ErasedConcept("*", List.of("dog")), alone, null);

    assertThat(together.losses).isNotEqualTo(alone.losses);
  }

  @Test
  void trainingThatDivergesStopsWithAReason() {
    ErasureSettings settings =
        Erasures.small(
            "erase.preset-defaults.learning-rate=1e30", "erase.preset-defaults.iterations=50");
    Map<String, float[]> before = weights();
    try (ConceptErasure erasure = ConceptErasure.begin(model, "digest", settings, DOG)) {
      ErasureResult result = erasure.run(new Recorder(null, 0));

      assertThat(result.diverged()).isTrue();
      assertThat(result.iterations()).isLessThan(50);
      assertThat(result.reason())
          .startsWith("training diverged: the loss is ")
          .endsWith("of 50 at a learning rate of 1.0E30");
    }
    weights().forEach((key, values) -> assertThat(values).containsExactly(before.get(key)));
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRefused() throws IOException {
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    try (ConceptErasure erasure = ConceptErasure.begin(model, "digest", Erasures.small(), DOG)) {
      erasure.save(checkpoint);
    }
    ErasedConcept cat = new ErasedConcept("cat", List.of("cat"));
    try (ConceptErasure erasure = ConceptErasure.begin(model, "digest", Erasures.small(), cat)) {
      assertThatThrownBy(() -> erasure.resume(checkpoint))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot go on from %s because it is of another training: dafusion.concept must be cat, found dog"
                  .formatted(checkpoint));
    }
  }

  @Test
  void aCheckpointThatDoesNotSayHowFarItCameIsRefused() throws IOException {
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    ErasureOrigin origin = new ErasureOrigin("digest", DOG, Erasures.small());
    SafetensorsWriter.write(checkpoint, List.of(), origin.metadata());
    try (ConceptErasure erasure = ConceptErasure.begin(model, "digest", Erasures.small(), DOG)) {
      assertThatThrownBy(() -> erasure.resume(checkpoint))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot go on from %s because its metadata has no number dafusion.done, found null"
                  .formatted(checkpoint));
    }
  }

  @Test
  void whereMemoryRunsOutAStepIsDoneAgainInSmallerPartsAndItIsTold() {
    Recorder undisturbed = new Recorder(null, 0);
    Recorder disturbed = new Recorder(null, 0);

    assertThat(learnedWhereMemoryFails(3, disturbed))
        .isCloseTo(learnedWhereMemoryFails(0, undisturbed), within(1e-6));

    assertThat(undisturbed.shortages).isEmpty();
    assertThat(disturbed.shortages)
        .containsExactly(
            "full; iterations go on with 2 latents at a time",
            "full; iterations go on with 1 latents at a time",
            "full; iterations go on with one block of the UNet at a time");
    assertThatThrownBy(() -> learnedWhereMemoryFails(4, new Recorder(null, 0)))
        .isInstanceOf(OutOfDeviceMemoryException.class)
        .hasMessage("full");
  }

  /** The loss of a step on three latents, after those of a whole training. */
  private double learnedWhereMemoryFails(int times, Recorder recorder) {
    ErasureSettings settings = Erasures.small("erase.partial-latents=3");
    int count = model.vae().latentSize(settings.size(), settings.size()).count();
    float[] context = model.textEncoder().encode("dog", LearnedTokens.NONE);
    List<NoisePredictor.Row> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows.add(new NoisePredictor.Row(GaussianNoise.of(i, count), 100 * i, context));
    }
    float[] target = new float[count];
    try (ConceptErasure erasure = ConceptErasure.begin(model, "digest", settings, DOG)) {
      erasure.run(recorder);
      return erasure.learn(new RowsWithoutRoom(rows, times), List.of(target, target, target));
    }
  }

  @Test
  void guidanceBelowOneIsComputedAsItSays() {
    float[] none = guided(0, "");
    float[] half = guided(0.5, "dog");
    float[] whole = guided(1, "dog");

    assertThat(guided(0, "dog")).containsExactly(none);
    assertThat(none).isNotEqualTo(whole);
    for (int i = 0; i < half.length; i++) {
      assertThat(half[i]).isCloseTo((none[i] + whole[i]) / 2, within(1e-6f));
    }
  }

  private float[] guided(double guidance, String prompt) {
    ErasurePreset preset =
        new ErasurePreset("half", "full", 4, 1e-5, guidance, 1, 4, "student", "grid");
    ErasureSettings settings =
        new ErasureSettings(preset, "per-class", "{name}", 16, 1, "fp32", 100, 0);
    LatentSize size = model.vae().latentSize(settings.size(), settings.size());
    ErasurePlan plan = ErasurePlan.of(settings.preset(), model.noiseSchedule());
    try (ConceptErasure erasure = ConceptErasure.begin(model, "digest", settings, DOG)) {
      return erasure.guided(
          plan.trajectory().beginFromNoise(GaussianNoise.of(1, size.count())),
          model.textEncoder().encode(prompt, LearnedTokens.NONE));
    }
  }

  @Test
  void aModelWhoseWeightsCannotBePutBackIsNotUsedAgain() {
    NDArray weight = model.noisePredictor().model().parameter("conv_out.bias");
    ConceptErasure erasure = ConceptErasure.begin(model, "digest", Erasures.small(), DOG);
    weight.close();

    assertThatThrownBy(erasure::close).isInstanceOf(IllegalStateException.class);

    assertThat(model.noisePredictor().model().isUsable()).isFalse();
  }

  @Test
  void aUnetInBf16IsRefused() {
    try (StableDiffusion half =
        StableDiffusion.load(
            ModelFolder.open(folder.resolve("model")), Precision.BF16, Device.cpu(), false)) {
      assertThatThrownBy(() -> ConceptErasure.begin(half, "digest", Erasures.small(), DOG))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot train a UNet in bf16: must be fp32");
    }
  }

  /** The weights that a training changes. */
  private Map<String, float[]> trained(
      ErasureSettings settings, ErasedConcept concept, Recorder recorder, Path checkpoint) {
    Path file = folder.resolve("erased.safetensors");
    try (ConceptErasure erasure = ConceptErasure.begin(model, "digest", settings, concept)) {
      if (checkpoint != null) {
        erasure.resume(checkpoint);
      }
      ErasureResult result = erasure.run(recorder);
      assertThat(result.diverged()).isFalse();
      erasure.write(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, float[]> changed = new TreeMap<>();
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      reader.tensors().keySet().forEach(key -> changed.put(key, reader.floats(key)));
    }
    return changed;
  }

  private Map<String, float[]> weights() {
    CompiledModel unet = model.noisePredictor().model();
    Map<String, float[]> values = new TreeMap<>();
    unet.parameters().forEach((key, weight) -> values.put(key, weight.toFloatArray()));
    return values;
  }

  /** Notes losses; saves the checkpoint that is due and then fails at an iteration. */
  private static final class Recorder implements ErasureObserver {
    private final List<Double> losses = new ArrayList<>();
    private final List<String> shortages = new ArrayList<>();
    private final Path checkpoint;
    private final int failsAt;

    Recorder(Path checkpoint, int failsAt) {
      this.checkpoint = checkpoint;
      this.failsAt = failsAt;
    }

    @Override
    public void stepped(int iterations, double loss) {
      losses.add(loss);
    }

    @Override
    public void checkpointDue(ConceptErasure erasure) {
      if (checkpoint == null) {
        return;
      }
      try {
        erasure.save(checkpoint);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (erasure.iterations() == failsAt) {
        throw new IllegalStateException("interrupted");
      }
    }

    @Override
    public void memoryShort(String message) {
      shortages.add(message);
    }
  }

  /** Rows that a made-up device has no memory for, the first times that it is given some. */
  private static final class RowsWithoutRoom extends AbstractList<NoisePredictor.Row> {
    private final List<NoisePredictor.Row> rows;
    private int failuresLeft;

    RowsWithoutRoom(List<NoisePredictor.Row> rows, int failures) {
      this.rows = rows;
      this.failuresLeft = failures;
    }

    @Override
    public List<NoisePredictor.Row> subList(int from, int to) {
      if (failuresLeft > 0) {
        failuresLeft--;
        throw new OutOfDeviceMemoryException("full", null);
      }
      return rows.subList(from, to);
    }

    @Override
    public NoisePredictor.Row get(int index) {
      return rows.get(index);
    }

    @Override
    public int size() {
      return rows.size();
    }
  }
}
