package org.dafusion.inversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.NoisePredictor.Row;
import org.dafusion.diffusion.Posterior;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.image.Image;
import org.dafusion.random.GaussianNoise;
import org.dafusion.random.Seeds;

/**
 * The loss of vectors on pictures, with fixed noise at fixed timesteps, so that differences between
 * vectors show: of one recipe and another, of one step and a later one.
 */
public final class HeldOutLoss {
  private final StableDiffusion model;
  private final int rowsPerCall;
  private final LatentSize size;
  private final List<Sample> samples = new ArrayList<>();

  /**
   * Encodes the pictures and draws the noise.
   *
   * @param images of one size
   * @param timesteps for each of them, even over the schedule
   * @param rowsPerCall rows that the device takes at once
   */
  public HeldOutLoss(StableDiffusion model, List<Image> images, int timesteps, int rowsPerCall) {
    this.model = model;
    this.rowsPerCall = rowsPerCall;
    size = model.vae().latentSize(images.get(0).width(), images.get(0).height());
    int all = model.noiseSchedule().trainTimesteps();
    for (int i = 0; i < images.size(); i++) {
      Posterior posterior = model.vae().encode(images.get(i));
      float[] clean = posterior.sample(new float[size.count()], model.vae().scalingFactor());
      for (int j = 0; j < timesteps; j++) {
        int timestep = (int) ((j + 0.5) * all / timesteps);
        long seed = Seeds.derive(0, "held-out", Integer.toString(i), Integer.toString(j));
        float[] noise = GaussianNoise.of(seed, size.count());
        samples.add(
            new Sample(
                timestep,
                model.noiseSchedule().addNoise(timestep).apply(clean, noise),
                model.noiseSchedule().target(timestep).apply(clean, noise)));
      }
    }
  }

  /**
   * The mean over all pictures and timesteps.
   *
   * @param templates used in turn
   */
  public double of(String placeholder, List<float[]> vectors, List<String> templates) {
    LearnedTokens tokens = new LearnedTokens(Map.of(placeholder, vectors));
    double sum = 0;
    for (int from = 0; from < samples.size(); from += rowsPerCall) {
      int to = Math.min(samples.size(), from + rowsPerCall);
      List<Row> rows = new ArrayList<>();
      for (int i = from; i < to; i++) {
        String template = templates.get(i % templates.size());
        String prompt = template.replace(InversionRecipe.SLOT, placeholder);
        float[] context = model.textEncoder().encode(prompt, tokens);
        rows.add(new Row(samples.get(i).noisy(), samples.get(i).timestep(), context));
      }
      List<float[]> predictions =
          model.noisePredictor().predictNoise(rows, rowsPerCall, size, model.textEncoder().shape());
      for (int i = from; i < to; i++) {
        sum += squaredError(predictions.get(i - from), samples.get(i).target());
      }
    }
    return sum / samples.size();
  }

  private static double squaredError(float[] predicted, float[] target) {
    double sum = 0;
    for (int i = 0; i < target.length; i++) {
      double error = (double) predicted[i] - target[i];
      sum += error * error;
    }
    return sum / target.length;
  }

  private record Sample(int timestep, float[] noisy, float[] target) {}
}
