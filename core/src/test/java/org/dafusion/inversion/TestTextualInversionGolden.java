package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.Parity;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Five recorded steps of upstream's textual inversion, through the trainer: its pictures, prompts
 * and noise are fed in, its loss, gradient and vectors must come out.
 */
class TestTextualInversionGolden {
  private static final int SIDE = 64;
  private static final int STEPS = 5;
  private static final int BATCH = 2;

  @ParameterizedTest
  @ValueSource(strings = {"off", "on"})
  void fiveStepsMoveTheVectorsAsUpstream(String checkpointing) {
    try (GoldenCase golden = GoldenCase.full("sd/textual_inversion");
        StableDiffusion model =
            StableDiffusion.load(
                ModelFolder.open(GoldenData.full("tiny-sd")), Precision.FP32, Device.cpu(), false);
        TextualInversion trainer =
            new TextualInversion(
                model, settings(checkpointing), InversionListener.NONE, new RecordedDraws(golden));
        ConceptTraining training = trainer.begin(concept(golden, model))) {
      List<Double> losses = golden.scalars().getDoubleList("losses");
      float[] means = new float[model.textEncoder().definition().width()];
      for (int step = 1; step <= STEPS; step++) {
        trainer.step(List.of(training));
        double error = Math.abs(training.lastLoss() - losses.get(step - 1));
        Parity.note("sd/textual_inversion (loss)", error, 1e-5);
        assertThat(error).as("loss of step " + step).isLessThanOrEqualTo(1e-5);
        String out = "out.step" + step + ".";
        float[] next = training.state().means();
        golden.assertClose(out + "grad_placeholder_row", gradient(means, next), 2e-6);
        golden.assertClose(out + "placeholder_embedding_after", training.vectors().get(0), 1e-6);
        means = next;
      }
      assertThat(training.done()).isTrue();
      assertThat(training.moved()).isTrue();
    }
  }

  /** The gradient of a step, from the running mean before and after: m' = 0.9 m + 0.1 g. */
  private static float[] gradient(float[] before, float[] after) {
    float[] gradient = new float[before.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) ((after[i] - 0.9 * before[i]) / (1 - 0.9));
    }
    return gradient;
  }

  private static InversionSettings settings(String checkpointing) {
    return new InversionSettings("golden", "pooled", List.of(), SIDE, "4", checkpointing, 100, 0);
  }

  private static Concept concept(GoldenCase golden, StableDiffusion model) {
    List<Image> images = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      float[] pixels = golden.floats("in.step" + step + ".pixels");
      for (int sample = 0; sample < BATCH; sample++) {
        images.add(image(pixels, sample));
      }
    }
    String placeholder = golden.scalars().getString("placeholder");
    InversionRecipe recipe =
        new InversionRecipe(
            "golden",
            golden.scalars().getString("initializer"),
            "order",
            1,
            BATCH,
            STEPS,
            golden.scalars().getDouble("optimizer.lr"),
            "constant",
            0,
            golden.scalars().getDouble("optimizer.weight_decay"),
            false,
            prompts(golden).stream().map(prompt -> prompt.replace(placeholder, "{}")).toList());
    List<float[]> initial = InitialVectors.of(model.textEncoder(), recipe, "dining_table");
    golden.assertClose("in.placeholder_embedding_initial", initial.get(0), 0);
    return new Concept(placeholder, images, recipe, initial, 0);
  }

  private static List<String> prompts(GoldenCase golden) {
    return golden.scalars().getList("prompts").unwrapped().stream()
        .flatMap(step -> ((List<?>) step).stream())
        .map(String.class::cast)
        .toList();
  }

  /** (2, 3, side, side) in [-1, 1] to the eight-bit picture that it was. */
  private static Image image(float[] pixels, int sample) {
    int plane = SIDE * SIDE;
    byte[] rgb = new byte[plane * Image.CHANNELS];
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      for (int i = 0; i < plane; i++) {
        float value = pixels[(sample * Image.CHANNELS + channel) * plane + i];
        rgb[i * Image.CHANNELS + channel] = (byte) Math.round((value + 1) * 127.5);
      }
    }
    return new Image(SIDE, SIDE, rgb);
  }

  /** Image, prompt and noise of sample s of step n are number 2 (n - 1) + s of what is recorded. */
  private record RecordedDraws(GoldenCase golden) implements InversionDraws {
    @Override
    public Draw draw(Concept concept, int step, int sample, int timesteps, int latents) {
      String in = "in.step" + step + ".";
      int place = BATCH * (step - 1) + sample;
      return new Draw(
          place,
          false,
          place,
          (int) golden.reader().longs(in + "timesteps")[sample],
          part(in + "vae_noise", sample, latents),
          part(in + "noise", sample, latents));
    }

    private float[] part(String tensor, int sample, int latents) {
      return Arrays.copyOfRange(golden.floats(tensor), sample * latents, (sample + 1) * latents);
    }
  }
}
