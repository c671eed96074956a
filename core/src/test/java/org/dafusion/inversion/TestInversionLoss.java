package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dafusion.bench.SmallFolder;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.NoisePredictor.Row;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Symmetry;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the loss is, from the model's own parts. */
class TestInversionLoss {
  private static final int TIMESTEP = 400;

  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource({"epsilon, true", "epsilon, false", "v_prediction, true"})
  void isTheMeanSquaredErrorTowardsWhatTheModelPredicts(String prediction, boolean flipped)
      throws IOException {
    try (StableDiffusion model = load(Precision.FP32, prediction);
        TextualInversion trainer = trainer(model, "auto", flipped);
        ConceptTraining training = trainer.begin(concept(model))) {
      trainer.step(List.of(training));

      double expected = loss(model, training.concept(), prediction, flipped);
      assertThat(training.lastLoss()).isCloseTo(expected, within(1e-6));
    }
  }

  /** The vectors have 32 bits whatever the noise predictor has. */
  @ParameterizedTest
  @ValueSource(strings = {"on", "off"})
  void trainsThroughANoisePredictorOfSixteenBits(String checkpointing) throws IOException {
    List<float[]> full = trained(Precision.FP32, checkpointing);
    List<float[]> half = trained(Precision.BF16, checkpointing);

    assertThat(half.get(0)).isNotEqualTo(full.get(0));
    for (int i = 0; i < full.get(0).length; i++) {
      assertThat(half.get(0)[i]).isCloseTo(full.get(0)[i], within(0.01f));
    }
  }

  private List<float[]> trained(Precision precision, String checkpointing) throws IOException {
    try (StableDiffusion model = load(precision, "epsilon");
        TextualInversion trainer = trainer(model, checkpointing, false);
        ConceptTraining training = trainer.begin(concept(model))) {
      while (!training.done()) {
        trainer.step(List.of(training));
      }
      return training.vectors();
    }
  }

  private static double loss(
      StableDiffusion model, Concept concept, String prediction, boolean flipped) {
    var image = concept.images().get(0);
    LatentSize size = model.vae().latentSize(Drawn.SIDE, Drawn.SIDE);
    var posterior = model.vae().encode(flipped ? Symmetry.HORIZONTAL_FLIP.of(image) : image);
    Draw draw = draw(flipped, size.count());
    double alpha = Math.sqrt(model.noiseSchedule().alphaCumprod(TIMESTEP));
    double sigma = Math.sqrt(1 - model.noiseSchedule().alphaCumprod(TIMESTEP));
    float[] noisy = new float[size.count()];
    double[] target = new double[size.count()];
    for (int i = 0; i < noisy.length; i++) {
      double clean =
          model.vae().scalingFactor()
              * (posterior.mean()[i] + posterior.std()[i] * draw.posterior()[i]);
      noisy[i] = (float) (alpha * clean + sigma * draw.noise()[i]);
      target[i] =
          prediction.equals("epsilon") ? draw.noise()[i] : alpha * draw.noise()[i] - sigma * clean;
    }
    LearnedTokens tokens = new LearnedTokens(Map.of(concept.placeholder(), concept.initial()));
    float[] context = model.textEncoder().encode("the " + concept.placeholder(), tokens);
    float[] predicted =
        model
            .noisePredictor()
            .predictNoise(
                List.of(new Row(noisy, TIMESTEP, context)), 1, size, model.textEncoder().shape())
            .get(0);
    double sum = 0;
    for (int i = 0; i < target.length; i++) {
      sum += Math.pow(predicted[i] - target[i], 2);
    }
    return sum / target.length;
  }

  private static Draw draw(boolean flipped, int latents) {
    float[] posterior = new float[latents];
    float[] noise = new float[latents];
    for (int i = 0; i < latents; i++) {
      posterior[i] = (float) Math.sin(i);
      noise[i] = (float) (1.4 * Math.cos(2.1 * i));
    }
    // the second template of the test's recipes, "the {}"
    return new Draw(0, flipped, 1, TIMESTEP, posterior, noise);
  }

  private static TextualInversion trainer(
      StableDiffusion model, String checkpointing, boolean flipped) {
    InversionSettings settings =
        new InversionSettings("test", "pooled", List.of(), Drawn.SIDE, "2", checkpointing, 4, 0);
    return new TextualInversion(
        model,
        settings,
        InversionListener.NONE,
        (concept, step, sample, timesteps, latents) -> draw(flipped, latents));
  }

  private static Concept concept(StableDiffusion model) {
    return Drawn.concept(model, "a", 1, Recipes.of(1, 1, 3, 0.001), 1);
  }

  private StableDiffusion load(Precision precision, String prediction) throws IOException {
    Path folder = SmallFolder.write(temporary.resolve(precision + prediction));
    Path scheduler = folder.resolve("scheduler/scheduler_config.json");
    String json = Files.readString(scheduler);
    Files.writeString(
        scheduler, json.replaceFirst("\\{", "{\"prediction_type\": \"" + prediction + "\", "));
    return StableDiffusion.load(ModelFolder.open(folder), precision, Device.cpu(), false);
  }
}
