package org.dafusion.jobs.benchmark;

import com.typesafe.config.Config;
import org.dafusion.config.Rules;

/**
 * The block {@code benchmark.rates}: how fast a device is thought to be where the workspace has no
 * work of the kind to tell. Rates of the diffusion model are for pictures of 512 pixels.
 *
 * @param unetCalls denoising steps of a guided picture in a second
 * @param tokenSamples samples of textual inversion in a second
 * @param erasureIterations iterations of concept erasure in a second
 * @param views pictures through the backbone in a second, decoded and transformed
 * @param headSteps steps of a classifier's head in a second
 * @param bytesPerPixel size of a picture in the table
 */
public record RateSettings(
    double unetCalls,
    double tokenSamples,
    double erasureIterations,
    double views,
    double headSteps,
    double bytesPerPixel) {

  public RateSettings {
    Rules.of("benchmark.rates")
        .positive("unet-calls", unetCalls)
        .positive("token-samples", tokenSamples)
        .positive("erasure-iterations", erasureIterations)
        .positive("views", views)
        .positive("head-steps", headSteps)
        .positive("bytes-per-pixel", bytesPerPixel)
        .verify();
  }

  /** Reads the block. */
  public static RateSettings from(Config config) {
    return new RateSettings(
        config.getDouble("unet-calls"),
        config.getDouble("token-samples"),
        config.getDouble("erasure-iterations"),
        config.getDouble("views"),
        config.getDouble("head-steps"),
        config.getDouble("bytes-per-pixel"));
  }

  /** How much slower a picture of another size is, in proportion to its pixels. */
  static double pixels(int size) {
    return size * (double) size / (512.0 * 512.0);
  }
}
