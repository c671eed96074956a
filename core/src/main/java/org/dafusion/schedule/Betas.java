package org.dafusion.schedule;

import java.util.List;

/**
 * The variances β_t that training added, and their running product ᾱ_t = Π (1 − β_s).
 *
 * <p>All is rounded to single precision where diffusers rounds: those are the levels of noise that
 * models were trained with, and at the lowest timesteps 1 − ᾱ_t is so small that tables in double
 * precision would differ visibly.
 *
 * <p>{@code rescale_betas_zero_snr} holds for every sampler: the model was trained on those levels,
 * whichever is chosen. (diffusers 0.21 knows the key in DDIM alone, and other samplers drop it.)
 */
final class Betas {
  private Betas() {}

  static float[] from(SchedulerConfig config) {
    float[] betas = trained(config);
    return config.flag("rescale_betas_zero_snr", false) ? rescaledToZeroSnr(betas) : betas;
  }

  static float[] alphasCumprod(float[] betas) {
    float[] product = new float[betas.length];
    double running = 1;
    for (int t = 0; t < betas.length; t++) {
      running *= 1 - betas[t];
      product[t] = (float) running;
    }
    return product;
  }

  private static float[] trained(SchedulerConfig config) {
    List<Double> given = config.numbers("trained_betas");
    if (!given.isEmpty()) {
      float[] betas = new float[given.size()];
      for (int t = 0; t < betas.length; t++) {
        betas[t] = given.get(t).floatValue();
      }
      return betas;
    }
    int count = config.integer("num_train_timesteps", 1000);
    if (count < 1) {
      throw config.invalid("num_train_timesteps", "must be at least 1", Integer.toString(count));
    }
    double start = config.number("beta_start", 0.0001);
    double end = config.number("beta_end", 0.02);
    List<String> known = List.of("linear", "scaled_linear", "squaredcos_cap_v2");
    String schedule = config.word("beta_schedule", "linear", known);
    return switch (schedule) {
      case "linear" -> linear(start, end, count);
      case "scaled_linear" -> squared(linear(Math.sqrt(start), Math.sqrt(end), count));
      default -> cosine(count);
    };
  }

  /**
   * As torch.linspace on a CPU: blocks of eight in single precision, each counted from the nearer
   * end, with fused multiply-adds. The last bits matter where a schedule is rescaled to zero SNR.
   */
  private static float[] linear(double from, double to, int count) {
    float start = (float) from;
    float end = (float) to;
    float stride = (end - start) / Math.max(1, count - 1);
    float[] values = new float[count];
    for (int t = 0; t < count; t++) {
      int block = t - t % 8;
      float base =
          block < count / 2
              ? Math.fma(stride, block, start)
              : Math.fma(-stride, count - 1 - block, end);
      values[t] = Math.fma(stride, t - block, base);
    }
    return values;
  }

  private static float[] squared(float[] roots) {
    float[] values = new float[roots.length];
    for (int t = 0; t < roots.length; t++) {
      values[t] = roots[t] * roots[t];
    }
    return values;
  }

  /** Nichol and Dhariwal 2021 (arXiv 2102.09672), equation 17, capped at 0.999. */
  private static float[] cosine(int count) {
    float[] betas = new float[count];
    for (int t = 0; t < count; t++) {
      double kept = cosineAlphaBar((t + 1.0) / count) / cosineAlphaBar((double) t / count);
      betas[t] = (float) Math.min(1 - kept, 0.999);
    }
    return betas;
  }

  private static double cosineAlphaBar(double time) {
    double cosine = Math.cos((time + 0.008) / 1.008 * Math.PI / 2);
    return cosine * cosine;
  }

  /**
   * Lin et al. 2023 (arXiv 2305.08891), algorithm 1: shifts and stretches √ᾱ so that the first
   * stays and the last is exactly 0.
   */
  private static float[] rescaledToZeroSnr(float[] betas) {
    float[] alphasCumprod = alphasCumprod(betas);
    int last = betas.length - 1;
    float first = (float) Math.sqrt(alphasCumprod[0]);
    float shift = (float) Math.sqrt(alphasCumprod[last]);
    float stretch = first / (first - shift);
    float[] rescaled = new float[betas.length];
    float before = 1;
    for (int t = 0; t < betas.length; t++) {
      float root = ((float) Math.sqrt(alphasCumprod[t]) - shift) * stretch;
      float alphaBar = root * root;
      rescaled[t] = 1 - alphaBar / before;
      before = alphaBar;
    }
    return rescaled;
  }
}
