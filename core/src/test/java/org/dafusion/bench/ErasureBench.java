package org.dafusion.bench;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.NoisePredictor;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.erasure.ConceptErasure;
import org.dafusion.erasure.ErasedConcept;
import org.dafusion.erasure.ErasureObserver;
import org.dafusion.erasure.ErasureResult;
import org.dafusion.erasure.ErasureSettings;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.random.GaussianNoise;

/**
 * Measures what erasing by a preset's own values does to predictions for natural prompts, on
 * latents that training never saw: how far those for the erased prompt go against it, and how far
 * all others go.
 */
public final class ErasureBench {
  private static final String ERASED = "a photo of a dog";
  private static final List<String> OTHERS =
      List.of("a photo of a cat", "a photo of a house", "a drawing", "");
  private static final int[] TIMESTEPS = {200, 500, 800};

  private ErasureBench() {}

  /** Arguments: a model folder, the pictures' side, a preset, and settings to override. */
  public static void main(String[] arguments) throws Exception {
    Path path =
        arguments[0].equals("small")
            ? SmallFolder.write(Files.createTempDirectory("erasure-bench"))
            : Path.of(arguments[0]);
    List<String> overrides =
        new ArrayList<>(List.of("erase.size=" + arguments[1], "erase.preset=" + arguments[2]));
    overrides.addAll(Arrays.asList(arguments).subList(3, arguments.length));
    ErasureSettings settings = settings(overrides);
    try (StableDiffusion model =
        StableDiffusion.load(ModelFolder.open(path), Precision.FP32, Device.cpu(), false)) {
      measure(model, settings);
    }
  }

  private static ErasureSettings settings(List<String> overrides) {
    return ErasureSettings.from(
        ExperimentConfig.load(
                ExperimentConfig.reference(),
                null,
                overrides,
                Map.of("erase.presets", "erase.preset-defaults"))
            .config()
            .getConfig("erase"));
  }

  private static void measure(StableDiffusion model, ErasureSettings settings) {
    Predictions predictions = new Predictions(model, settings.size());
    List<String> prompts = new ArrayList<>(List.of(ERASED));
    prompts.addAll(OTHERS);
    List<float[]> before = prompts.stream().map(predictions::of).toList();
    float[] against = difference(predictions.of(""), before.get(0));
    say("%s of %s", settings.preset(), ERASED);
    say("|ep|               %.5f", norm(before.get(0)));
    say("|ep - e0|          %.5f", norm(against));
    for (int i = 1; i < prompts.size(); i++) {
      say(
          "apart from erased  %.5f  '%s'",
          norm(difference(before.get(i), before.get(0))), prompts.get(i));
    }
    long start = System.nanoTime();
    try (ConceptErasure erasure =
        ConceptErasure.begin(
            model, "digest", settings, new ErasedConcept(ERASED, List.of(ERASED)))) {
      ErasureResult result = erasure.run(new Silent());
      say("%s, %.1f s", result, (System.nanoTime() - start) / 1e9);
      float[] moved = difference(predictions.of(ERASED), before.get(0));
      say("cosine             %.4f", dot(moved, against) / (norm(moved) * norm(against)));
      say("projection         %.4f", dot(moved, against) / dot(against, against));
      for (int i = 0; i < prompts.size(); i++) {
        double move = norm(difference(predictions.of(prompts.get(i)), before.get(i)));
        say("moved              %.5f  (%.3f)  '%s'", move, move / norm(moved), prompts.get(i));
      }
    }
  }

  private static float[] difference(float[] after, float[] before) {
    float[] difference = new float[before.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = after[i] - before[i];
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

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  /** Predictions of the network that is in place, for a few latents at a few timesteps. */
  private record Predictions(StableDiffusion model, int side) {
    float[] of(String prompt) {
      LatentSize size = model.vae().latentSize(side, side);
      Shape shape = model.textEncoder().shape();
      float[] context = model.textEncoder().encode(prompt, LearnedTokens.NONE);
      List<NoisePredictor.Row> rows = new ArrayList<>();
      for (int timestep : TIMESTEPS) {
        float[] latents = GaussianNoise.of(1000 + timestep, size.count());
        rows.add(new NoisePredictor.Row(latents, timestep, context));
      }
      float[] all = new float[rows.size() * size.count()];
      int place = 0;
      for (float[] each : model.noisePredictor().predictNoise(rows, rows.size(), size, shape)) {
        System.arraycopy(each, 0, all, place, each.length);
        place += each.length;
      }
      return all;
    }
  }

  private static final class Silent implements ErasureObserver {
    @Override
    public void stepped(int iterations, double loss) {}

    @Override
    public void checkpointDue(ConceptErasure erasure) {}
  }
}
