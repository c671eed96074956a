package org.dafusion.diffusion;

import ai.djl.ndarray.types.Shape;

/**
 * Measures of one picture's latents.
 *
 * @param channels of the latents
 * @param height of the picture over the autoencoder's factor
 * @param width of the picture over the autoencoder's factor
 */
public record LatentSize(int channels, int height, int width) {
  /** Values of one picture. */
  public int count() {
    return channels * height * width;
  }

  /** (rows, channels, height, width). */
  public Shape batch(int rows) {
    return new Shape(rows, channels, height, width);
  }
}
