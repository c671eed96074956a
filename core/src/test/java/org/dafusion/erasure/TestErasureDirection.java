package org.dafusion.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dafusion.GoldenData;
import org.dafusion.Parity;
import org.dafusion.bench.SmallFolder;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.ShippedModel;
import org.dafusion.rangeland.Cover;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What erasing does to predictions, on latents that training never saw.
 *
 * <p>Two of the networks were never trained. Their text encoders leave the padding of short prompts
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

  /** One that was trained tells prompts apart as people write them. */
  @Test
  void theSameOnTheShippedModel() {
    try (StableDiffusion model =
        StableDiffusion.load(
            ModelFolder.open(ShippedModel.rangeland().folder()),
            Precision.FP32,
            Device.cpu(),
            false)) {
      ErasureEffect effect =
          ErasureEffect.onTiles(
              model,
              Cover.CONIFERS,
              "conifers",
              List.of(
                  "a photo of shrubs", "broadleaf trees", "water", "a paved road", "rocks", ""));
      assertMovesAway("the shipped model", erase(model, settings(64), "conifers", effect));
    }
  }

  private static ErasureSettings settings(int size) {
    return ErasureSettings.from(
        Erasures.block(
            List.of(
                "erase.preset=esd-x",
                "erase.size=" + size,
                "erase.partial-latents=4",
                "erase.presets.esd-x.sampling-steps=10",
                "erase.presets.esd-x.iterations=40",
                "erase.presets.esd-x.learning-rate=0.0001")));
  }

  private static void measure(String name, Path folder) {
    ErasureSettings settings = settings(32);
    try (StableDiffusion model =
        StableDiffusion.load(ModelFolder.open(folder), Precision.FP32, Device.cpu(), false)) {
      ErasureEffect effect = ErasureEffect.onNoise(model, settings.size(), ERASED, OTHERS);
      assertMovesAway(name, erase(model, settings, ERASED, effect));
    }
  }

  private static ErasureEffect.Moves erase(
      StableDiffusion model, ErasureSettings settings, String prompt, ErasureEffect effect) {
    ErasedConcept concept = new ErasedConcept(prompt, List.of(prompt));
    try (ConceptErasure erasure = ConceptErasure.begin(model, "digest", settings, concept)) {
      assertThat(erasure.run(new Silent()).diverged()).isFalse();
      return effect.moves();
    }
  }

  private static void assertMovesAway(String name, ErasureEffect.Moves moves) {
    LOG.info("{}: {}", name, moves);
    Parity.note("erasure of " + name + ", 1 - cosine to equation 8", 1 - moves.cosine(), 0.5);
    Parity.note(
        "erasure of " + name + ", largest move of another prompt", moves.mostOfAnother(), 1);
    assertThat(moves.cosine()).isGreaterThan(0.5);
    assertThat(moves.projection()).isGreaterThan(0.2);
    assertThat(moves.mostOfAnother()).isLessThan(1);
  }

  private static final class Silent implements ErasureObserver {
    @Override
    public void stepped(int iterations, double loss) {}

    @Override
    public void checkpointDue(ConceptErasure erasure) {}
  }
}
