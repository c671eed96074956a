package org.dafusion.diffusion;

/**
 * What the autoencoder knows of a picture: a normal distribution over latents.
 *
 * @param mean one value per latent, before scaling
 * @param std standard deviation of each
 */
public record Posterior(float[] mean, float[] std) {
  /**
   * Latents for the noise predictor: scale · (mean + std · noise), as upstream, which samples the
   * posterior rather than taking its mean.
   */
  public float[] sample(float[] noise, double scale) {
    float[] latents = new float[mean.length];
    for (int i = 0; i < latents.length; i++) {
      latents[i] = (float) (scale * (mean[i] + std[i] * noise[i]));
    }
    return latents;
  }
}
