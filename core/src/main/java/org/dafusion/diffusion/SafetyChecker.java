package org.dafusion.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.CenterCrop;
import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.model.StableDiffusionSafetyChecker;

/**
 * Tells whether a picture resembles one of the folder's concepts too much, after diffusers' {@code
 * StableDiffusionSafetyChecker} and transformers' {@code CLIPFeatureExtractor}.
 */
public final class SafetyChecker implements AutoCloseable {
  // CLIP's own statistics, not ImageNet's
  private static final double[] MEAN = {0.48145466, 0.4578275, 0.40821073};
  private static final double[] STD = {0.26862954, 0.26130258, 0.27577711};

  /** How much stricter all concepts become once a special-care concept is seen. */
  private static final double SPECIAL_CARE = 0.01;

  private final CompiledModel model;
  private final StableDiffusionSafetyChecker definition;

  SafetyChecker(CompiledModel model, StableDiffusionSafetyChecker definition) {
    this.model = model;
    this.definition = definition;
  }

  /** Whether the picture may be kept. */
  boolean isSafe(Image image) {
    try (NDManager scope = TorchRuntime.newManager(model.device())) {
      int side = definition.imageSize();
      NDArray pixels = HostMemory.floats(scope, pixels(image), new Shape(1, 3, side, side));
      NDList out = model.call("forward", pixels);
      float[] concepts = out.get(1).toFloatArray();
      float[] special = out.get(2).toFloatArray();
      return isSafe(concepts, out.get(3).toFloatArray(), special, out.get(4).toFloatArray());
    }
  }

  private static boolean isSafe(
      float[] concepts, float[] thresholds, float[] special, float[] specialThresholds) {
    double adjustment = 0;
    for (int i = 0; i < special.length; i++) {
      if (exceeds(special[i], specialThresholds[i], adjustment)) {
        adjustment = SPECIAL_CARE;
      }
    }
    for (int i = 0; i < concepts.length; i++) {
      if (exceeds(concepts[i], thresholds[i], adjustment)) {
        return false;
      }
    }
    return true;
  }

  /** Scores count when they are above zero after rounding to three digits, as upstream. */
  private static boolean exceeds(double cosine, double threshold, double adjustment) {
    return Math.rint((cosine - threshold + adjustment) * 1000) > 0;
  }

  /** Shorter side to the encoder's by bicubic resampling, centre cut out, normalised for CLIP. */
  float[] pixels(Image image) {
    int side = definition.imageSize();
    Image square =
        CenterCrop.roundingDown(Resize.shorterSideTo(image, side, Resample.BICUBIC), side, side);
    byte[] rgb = square.rgb();
    float[] pixels = new float[rgb.length];
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      for (int i = 0; i < side * side; i++) {
        double value = (rgb[i * Image.CHANNELS + channel] & 0xff) / 255.0;
        pixels[channel * side * side + i] = (float) ((value - MEAN[channel]) / STD[channel]);
      }
    }
    return pixels;
  }

  @Override
  public void close() {
    model.close();
  }
}
