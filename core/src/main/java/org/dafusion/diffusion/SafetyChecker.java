package org.dafusion.diffusion;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.RowWorkers;
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
  private final double shift;

  /**
   * A checker.
   *
   * @param shift added to the score of every concept; above 0 is stricter
   */
  SafetyChecker(CompiledModel model, StableDiffusionSafetyChecker definition, double shift) {
    this.model = model;
    this.definition = definition;
    this.shift = shift;
  }

  /**
   * Whether each picture may be kept. Each is judged in a call of its own on every device: which
   * pictures come together is chance, and must not move a score's last bits.
   */
  List<Boolean> areSafe(List<Image> images) {
    return RowWorkers.map(model.device(), images, part -> part.stream().map(this::judge).toList());
  }

  private boolean judge(Image image) {
    int side = definition.imageSize();
    try (NDManager scope = TorchRuntime.newManager(model.device())) {
      Shape shape = new Shape(1, Image.CHANNELS, side, side);
      NDList out = model.call("forward", HostMemory.floats(scope, pixels(image), shape));
      return isSafe(
          out.get(1).toFloatArray(), // (1, concepts)
          out.get(3).toFloatArray(),
          out.get(2).toFloatArray(), // (1, special concepts)
          out.get(4).toFloatArray());
    }
  }

  private boolean isSafe(
      float[] concepts, float[] thresholds, float[] special, float[] specialThresholds) {
    double adjustment = shift;
    for (int i = 0; i < special.length; i++) {
      if (exceeds(special[i], specialThresholds[i], adjustment)) {
        adjustment = shift + SPECIAL_CARE;
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
