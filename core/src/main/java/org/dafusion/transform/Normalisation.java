package org.dafusion.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.dafusion.engine.HostMemory;
import org.dafusion.image.Image;

/**
 * How eight-bit samples become the numbers that a network was trained on: (sample / 255 - mean) /
 * deviation for each channel, in float32, as torchvision's ToTensor and Normalize.
 */
public enum Normalisation {
  /** Mean and deviation of ImageNet, as torchvision's weights expect. */
  IMAGENET("imagenet", new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f}),
  /** To -1 … 1, as DA-Fusion's own classifier does. */
  HALF("half", new float[] {0.5f, 0.5f, 0.5f}, new float[] {0.5f, 0.5f, 0.5f});

  private static final int LEVELS = 256;

  private final String label;
  private final float[] mean;
  private final float[] deviation;
  private final float[][] values = new float[Image.CHANNELS][LEVELS];

  Normalisation(String label, float[] mean, float[] deviation) {
    this.label = label;
    this.mean = mean;
    this.deviation = deviation;
    for (int c = 0; c < Image.CHANNELS; c++) {
      for (int sample = 0; sample < LEVELS; sample++) {
        values[c][sample] = (sample / 255f - mean[c]) / deviation[c];
      }
    }
  }

  /** The name used in configuration. */
  public String label() {
    return label;
  }

  /** What is subtracted from each channel, on the scale where white is 1. */
  public float[] mean() {
    return mean.clone();
  }

  /** What each channel is divided by after that. */
  public float[] deviation() {
    return deviation.clone();
  }

  /** The normalisation of that name. */
  public static Normalisation parse(String label) {
    return Arrays.stream(values())
        .filter(normalisation -> normalisation.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid normalisation: must be one of %s, found %s"
                        .formatted(String.join(", ", labels()), label)));
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Normalisation::label).toList();
  }

  /**
   * Of samples that are numbers already, so that a gradient finds its way back to them.
   *
   * @param samples (batch, 3, height, width), 0 for black to 1 for white
   * @return of the same shape
   */
  public NDArray of(NDArray samples) {
    Shape perChannel = new Shape(1, Image.CHANNELS, 1, 1);
    NDArray shift = HostMemory.floats(samples.getManager(), mean.clone(), perChannel);
    NDArray scale = HostMemory.floats(samples.getManager(), deviation.clone(), perChannel);
    return samples.sub(shift).div(scale);
  }

  /** Writes 3 x height x width numbers, channel after channel, from {@code offset} on. */
  void write(Image image, float[] target, int offset) {
    byte[] rgb = image.rgb();
    int pixels = image.width() * image.height();
    for (int c = 0; c < Image.CHANNELS; c++) {
      for (int i = 0; i < pixels; i++) {
        target[offset + c * pixels + i] = values[c][rgb[i * Image.CHANNELS + c] & 0xff];
      }
    }
  }
}
