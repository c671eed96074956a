package org.dafusion.erasure;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.NoisePredictor;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.random.GaussianNoise;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.RangelandTile;

/**
 * What erasing does to a model's predictions: how far those for the erased prompt go, in which
 * direction, and how far those for other prompts go. On latents that training never saw.
 */
public final class ErasureEffect {
  private static final int[] TIMESTEPS = {200, 500, 800};

  /** Of tiles that nothing else looks at. */
  private static final int FIRST_SEED = 2_000_000;

  private static final int TILES = 8;

  private final StableDiffusion model;
  private final LatentSize size;
  private final String erased;
  private final List<NoisyLatents> latents;
  private final Map<String, float[]> before = new LinkedHashMap<>();

  /** From where equation 8 of the paper goes away: -(ep - e0). */
  private final float[] against;

  private ErasureEffect(
      StableDiffusion model,
      LatentSize size,
      List<NoisyLatents> latents,
      String erased,
      List<String> others) {
    this.model = model;
    this.size = size;
    this.latents = latents;
    this.erased = erased;
    before.put(erased, predictions(erased));
    others.forEach(other -> before.put(other, predictions(other)));
    against = difference(predictions(""), before.get(erased));
  }

  /**
   * Takes the predictions as they are, for noise alone.
   *
   * @param side of the model's pictures in pixels
   */
  public static ErasureEffect onNoise(
      StableDiffusion model, int side, String erased, List<String> others) {
    LatentSize size = model.vae().latentSize(side, side);
    List<NoisyLatents> latents = new ArrayList<>();
    for (int timestep : TIMESTEPS) {
      latents.add(new NoisyLatents(GaussianNoise.of(1000 + timestep, size.count()), timestep));
    }
    return new ErasureEffect(model, size, latents, erased, others);
  }

  /** Takes the predictions as they are, for rendered tiles of a cover under noise. */
  public static ErasureEffect onTiles(
      StableDiffusion model, Cover cover, String erased, List<String> others) {
    LatentSize size = model.vae().latentSize(RangelandTile.SIZE, RangelandTile.SIZE);
    List<NoisyLatents> latents = new ArrayList<>();
    for (int timestep : TIMESTEPS) {
      for (int i = 0; i < TILES; i++) {
        float[] clean =
            model
                .vae()
                .encode(RangelandTile.draw(cover, FIRST_SEED + i).image())
                .sample(new float[size.count()], model.vae().scalingFactor());
        float[] noise = GaussianNoise.of(1000L * timestep + i, size.count());
        float[] noisy = model.noiseSchedule().addNoise(timestep).apply(clean, noise);
        latents.add(new NoisyLatents(noisy, timestep));
      }
    }
    return new ErasureEffect(model, size, latents, erased, others);
  }

  /** How far the predictions are now from those at first. */
  public Moves moves() {
    Map<String, Double> lengths = new LinkedHashMap<>();
    before.forEach(
        (prompt, first) -> lengths.put(prompt, norm(difference(predictions(prompt), first))));
    float[] moved = difference(predictions(erased), before.get(erased));
    double along = dot(moved, against);
    return new Moves(
        along / (norm(moved) * norm(against)), along / dot(against, against), erased, lengths);
  }

  private float[] predictions(String prompt) {
    Shape shape = model.textEncoder().shape();
    float[] context = model.textEncoder().encode(prompt, LearnedTokens.NONE);
    List<NoisePredictor.Row> rows =
        latents.stream()
            .map(each -> new NoisePredictor.Row(each.values, each.timestep, context))
            .toList();
    float[] all = new float[rows.size() * size.count()];
    int place = 0;
    for (float[] each : model.noisePredictor().predictNoise(rows, rows.size(), size, shape)) {
      System.arraycopy(each, 0, all, place, each.length);
      place += each.length;
    }
    return all;
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

  private record NoisyLatents(float[] values, int timestep) {}

  /**
   * How predictions have moved.
   *
   * @param cosine between the erased prompt's move and equation 8's direction
   * @param projection of that move on this direction, as a share of |ep - e0|
   * @param erased the prompt
   * @param lengths of the moves by prompt, the erased one first
   */
  public record Moves(
      double cosine, double projection, String erased, Map<String, Double> lengths) {
    /** The longest move of another prompt, as a share of the erased one's. */
    public double mostOfAnother() {
      return lengths.entrySet().stream()
              .filter(entry -> !entry.getKey().equals(erased))
              .mapToDouble(Map.Entry::getValue)
              .max()
              .orElseThrow()
          / lengths.get(erased);
    }
  }
}
