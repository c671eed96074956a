package org.dafusion.bench;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.erasure.ConceptErasure;
import org.dafusion.erasure.ErasedConcept;
import org.dafusion.erasure.ErasureEffect;
import org.dafusion.erasure.ErasureObserver;
import org.dafusion.erasure.ErasureResult;
import org.dafusion.erasure.ErasureSettings;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.rangeland.Cover;

/**
 * Measures what erasing by a preset's own values does to predictions for natural prompts, on
 * latents that training never saw: how far those for the erased prompt go against it, and how far
 * all others go.
 */
public final class ErasureBench {
  private ErasureBench() {}

  /**
   * Arguments: a model folder; the pictures' side; a preset; whose tiles are the clean latents, a
   * cover by class name, or {@code noise} for none; the prompt to erase; other prompts, with {@code
   * |} between them; and settings to override.
   */
  public static void main(String[] arguments) throws Exception {
    Path path =
        arguments[0].equals("small")
            ? SmallFolder.write(Files.createTempDirectory("erasure-bench"))
            : Path.of(arguments[0]);
    List<String> overrides =
        new ArrayList<>(List.of("erase.size=" + arguments[1], "erase.preset=" + arguments[2]));
    overrides.addAll(Arrays.asList(arguments).subList(6, arguments.length));
    ErasureSettings settings = settings(overrides);
    try (StableDiffusion model =
        StableDiffusion.load(ModelFolder.open(path), Precision.FP32, Device.cpu(), false)) {
      List<String> others = List.of(arguments[5].split("\\|", -1));
      ErasureEffect effect =
          arguments[3].equals("noise")
              ? ErasureEffect.onNoise(model, settings.size(), arguments[4], others)
              : ErasureEffect.onTiles(
                  model,
                  Cover.valueOf(arguments[3].toUpperCase(Locale.ROOT)),
                  arguments[4],
                  others);
      measure(model, settings, arguments[4], effect);
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

  private static void measure(
      StableDiffusion model, ErasureSettings settings, String erased, ErasureEffect effect) {
    say("%s of %s", settings.preset(), erased);
    long start = System.nanoTime();
    ErasedConcept concept = new ErasedConcept(erased, List.of(erased));
    try (ConceptErasure erasure = ConceptErasure.begin(model, "digest", settings, concept)) {
      ErasureResult result = erasure.run(new Silent());
      say("%s, %.1f s", result, (System.nanoTime() - start) / 1e9);
      ErasureEffect.Moves moves = effect.moves();
      say("cosine             %.4f", moves.cosine());
      say("projection         %.4f", moves.projection());
      double own = moves.lengths().get(erased);
      moves
          .lengths()
          .forEach((prompt, move) -> say("moved  %.5f  (%.3f)  '%s'", move, move / own, prompt));
    }
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  private static final class Silent implements ErasureObserver {
    @Override
    public void stepped(int iterations, double loss) {}

    @Override
    public void checkpointDue(ConceptErasure erasure) {}
  }
}
