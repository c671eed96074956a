package org.dafusion.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.RowWorkers;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.Image;
import org.dafusion.model.AutoencoderKL;

/**
 * The autoencoder: pictures to latents and back, one at a time, so that none depends on another.
 */
public final class Vae implements AutoCloseable {
  private final CompiledModel model;
  private final AutoencoderKL definition;

  Vae(CompiledModel model, AutoencoderKL definition) {
    this.model = model;
    this.definition = definition;
  }

  /**
   * Measures of the latents of a picture.
   *
   * @throws IllegalArgumentException if the size is not a multiple of the autoencoder's factor
   */
  public LatentSize latentSize(int width, int height) {
    int factor = definition.downsamplingFactor();
    if (width % factor != 0 || height % factor != 0) {
      throw new IllegalArgumentException(
          "Invalid picture size: must be a multiple of %d in both directions, found %d x %d"
              .formatted(factor, width, height));
    }
    return new LatentSize(definition.latentChannels(), height / factor, width / factor);
  }

  /** Factor between what the autoencoder gives and what the noise predictor takes. */
  public double scalingFactor() {
    return definition.scalingFactor();
  }

  /** The distribution of a picture's latents. */
  public Posterior encode(Image image) {
    try (NDManager scope = TorchRuntime.newManager(model.device())) {
      NDArray pixels =
          HostMemory.floats(scope, pixels(image), new Shape(1, 3, image.height(), image.width()));
      NDList moments = model.call("encode", pixels);
      float[] mean = moments.get(0).toFloatArray();
      float[] std = moments.get(1).toFloatArray();
      for (int i = 0; i < std.length; i++) {
        std[i] = (float) Math.exp(0.5f * std[i]);
      }
      return new Posterior(mean, std);
    }
  }

  /**
   * The picture of scaled latents, or nothing if some value is not a number.
   *
   * @param latents as the noise predictor leaves them, still multiplied by the scaling factor
   */
  public Optional<Image> decode(float[] latents, LatentSize size) {
    float[] pixels = decodeToUnit(latents, size);
    int width = size.width() * definition.downsamplingFactor();
    int height = size.height() * definition.downsamplingFactor();
    byte[] rgb = new byte[pixels.length];
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      for (int i = 0; i < width * height; i++) {
        float value = pixels[channel * width * height + i];
        if (Float.isNaN(value)) {
          return Optional.empty();
        }
        // half to even, as NumPy rounds
        rgb[i * Image.CHANNELS + channel] = (byte) Math.rint(value * 255f);
      }
    }
    return Optional.of(new Image(width, height, rgb));
  }

  /** The pictures of several latents, each as {@link #decode} makes it. */
  List<Optional<Image>> decodeAll(List<float[]> latents, LatentSize size) {
    return RowWorkers.map(
        model.device(), latents, some -> some.stream().map(one -> decode(one, size)).toList());
  }

  /** The picture of scaled latents as (3, height, width) values in [0, 1]. */
  float[] decodeToUnit(float[] latents, LatentSize size) {
    float[] unscaled = new float[latents.length];
    for (int i = 0; i < latents.length; i++) {
      unscaled[i] = (float) (latents[i] / scalingFactor());
    }
    try (NDManager scope = TorchRuntime.newManager(model.device())) {
      NDArray pixels =
          model.call("decode", HostMemory.floats(scope, unscaled, size.batch(1))).get(0);
      float[] values = pixels.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.max(0, Math.min(1, values[i] / 2 + 0.5f));
      }
      return values;
    }
  }

  /** Samples 0 … 255, interleaved, to (3, height, width) in [-1, 1]. */
  private static float[] pixels(Image image) {
    byte[] rgb = image.rgb();
    int count = image.width() * image.height();
    float[] pixels = new float[rgb.length];
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      for (int i = 0; i < count; i++) {
        pixels[channel * count + i] = 2 * ((rgb[i * Image.CHANNELS + channel] & 0xff) / 255f) - 1;
      }
    }
    return pixels;
  }

  @Override
  public void close() {
    model.close();
  }
}
