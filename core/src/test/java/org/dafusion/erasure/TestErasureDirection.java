package org.dafusion.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dafusion.GoldenData;
import org.dafusion.Parity;
import org.dafusion.bench.SmallFolder;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.NoisePredictor;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What erasing does to predictions, on latents that training never saw.
 *
 * <p>The networks here were never trained. Their text encoders leave the padding of short prompts
 * nearly alike, and so what moves one short prompt moves all others as far; long prompts tell how
 * erasing spreads where prompts do differ.
 */
class TestErasureDirection {
  private static final Logger LOG = LoggerFactory.getLogger(TestErasureDirection.class);
  private static final String ERASED = repeated("dog", 19);
  private static final List<String> OTHERS =
      List.of(
          "",
          repeated("house", 12),
          repeated("sky", 19),
          repeated("cat", 19),
          repeated("a photo of an airplane", 3));
  private static final int[] TIMESTEPS = {200, 500, 800};

  @TempDir private Path folder;

  private static String repeated(String text, int times) {
    return (text + " ").repeat(times).strip();
  }

  @Test
  void predictionsForTheErasedPromptMoveAgainstItAndOthersMoveLess() throws IOException {
    measure("small folder", SmallFolder.write(folder));
  }

  @Test
  void theSameOnTheTinyFolder() {
    measure("tiny-sd", GoldenData.full("tiny-sd"));
  }

  private static void measure(String name, Path folder) {
    ErasureSettings settings =
        ErasureSettings.from(
            Erasures.block(
                List.of(
                    "erase.preset=esd-x",
                    "erase.size=32",
                    "erase.partial-latents=4",
                    "erase.presets.esd-x.sampling-steps=10",
                    "erase.presets.esd-x.iterations=40",
                    "erase.presets.esd-x.learning-rate=0.0001")));
    ErasedConcept concept = new ErasedConcept(ERASED, List.of(ERASED));
    try (StableDiffusion model =
        StableDiffusion.load(ModelFolder.open(folder), Precision.FP32, Device.cpu(), false)) {
      Predictions predictions = new Predictions(model, settings.size());
      List<float[]> empty = predictions.of("");
      List<float[]> before = predictions.of(ERASED);
      List<List<float[]>> othersBefore = OTHERS.stream().map(predictions::of).toList();
      List<Double> others = new ArrayList<>();
      float[] moved;
      try (ConceptErasure erasure = ConceptErasure.begin(model, "digest", settings, concept)) {
        assertThat(erasure.run(new Silent()).diverged()).isFalse();
        moved = difference(predictions.of(ERASED), before);
        for (int i = 0; i < OTHERS.size(); i++) {
          others.add(norm(difference(predictions.of(OTHERS.get(i)), othersBefore.get(i))));
        }
      }
      // where equation 8 sends it: away from the prompt, -(ep - e0)
      float[] against = difference(empty, before);
      double cosine = dot(moved, against) / (norm(moved) * norm(against));
      double projection = dot(moved, against) / (norm(against) * norm(against));
      double most = others.stream().mapToDouble(other -> other / norm(moved)).max().orElseThrow();
      LOG.info(
          String.format(
              Locale.ROOT,
              "%s: cosine %.3f, projection %.3f of |ep - e0|; moved %.4f, others %s",
              name,
              cosine,
              projection,
              norm(moved),
              others));
      Parity.note("erasure of " + name + ", 1 - cosine to equation 8", 1 - cosine, 0.5);
      Parity.note("erasure of " + name + ", largest move of another prompt", most, 1);
      assertThat(cosine).isGreaterThan(0.5);
      assertThat(projection).isGreaterThan(0.2);
      assertThat(most).isLessThan(1);
    }
  }

  private static float[] difference(List<float[]> after, List<float[]> before) {
    int length = before.get(0).length;
    float[] difference = new float[before.size() * length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = after.get(i / length)[i % length] - before.get(i / length)[i % length];
    }
    return difference;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static double norm(float[] values) {
    return Math.sqrt(dot(values, values));
  }

  /** Predictions of the network that is in place, for a few latents at a few timesteps. */
  private record Predictions(StableDiffusion model, int side) {
    List<float[]> of(String prompt) {
      LatentSize size = model.vae().latentSize(side, side);
      Shape shape = model.textEncoder().shape();
      float[] context = model.textEncoder().encode(prompt, LearnedTokens.NONE);
      List<NoisePredictor.Row> rows = new ArrayList<>();
      for (int timestep : TIMESTEPS) {
        float[] latents = GaussianNoise.of(1000 + timestep, size.count());
        rows.add(new NoisePredictor.Row(latents, timestep, context));
      }
      return model.noisePredictor().predictNoise(rows, rows.size(), size, shape);
    }
  }

  private static final class Silent implements ErasureObserver {
    @Override
    public void stepped(int iterations, double loss) {}

    @Override
    public void checkpointDue(ConceptErasure erasure) {}
  }
}
