package org.dafusion.rangeland;

import org.dafusion.image.Image;
import org.dafusion.random.GaussianNoise;
import org.dafusion.random.UniformDraws;

/**
 * Turns light into a picture, with a camera's small faults.
 *
 * @param exposure factor on all light
 * @param red factor on red: the colour cast
 * @param blue factor on blue
 * @param haze grey light that is added, 0 to 1
 * @param blur share of a sample's neighbours in it, 0 for none to 1
 * @param noise standard deviation of the sensor's noise, as a share of white
 * @param noiseSeed of that noise
 */
record Camera(
    double exposure,
    double red,
    double blue,
    double haze,
    double blur,
    double noise,
    long noiseSeed) {

  static Camera any(UniformDraws draws, long noiseSeed) {
    return new Camera(
        draws.between(0.86, 1.2),
        draws.between(0.95, 1.05),
        draws.between(0.93, 1.07),
        draws.between(0, 0.025),
        draws.between(0.1, 0.9),
        draws.between(0.003, 0.011),
        noiseSeed);
  }

  /** The visible part of a canvas as it was lit. */
  Image take(Canvas canvas, float[][] light) {
    int size = canvas.size();
    double[] gains = {exposure * red, exposure, exposure * blue};
    float[] grain = GaussianNoise.of(noiseSeed, size * size * Image.CHANNELS);
    byte[] rgb = new byte[size * size * Image.CHANNELS];
    for (int c = 0; c < Image.CHANNELS; c++) {
      float[] channel = blurred(light[c], canvas.side());
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          double linear = gains[c] * mean(canvas, channel, x, y) + haze;
          int at = (y * size + x) * Image.CHANNELS + c;
          double value = Math.sqrt(Math.max(0, shoulder(linear))) + noise * grain[at];
          rgb[at] = (byte) Math.max(0, Math.min(255, Math.round(255 * value)));
        }
      }
    }
    return new Image(size, size, rgb);
  }

  /** Compresses the lights instead of cutting them off. */
  private static double shoulder(double linear) {
    return linear < 0.6 ? linear : 0.6 + (linear - 0.6) / (1 + (linear - 0.6) * 1.4);
  }

  private static double mean(Canvas canvas, float[] channel, int x, int y) {
    double sum = 0;
    for (int dy = 0; dy < Canvas.POINTS; dy++) {
      int row = (canvas.margin() + y * Canvas.POINTS + dy) * canvas.side();
      for (int dx = 0; dx < Canvas.POINTS; dx++) {
        sum += channel[row + canvas.margin() + x * Canvas.POINTS + dx];
      }
    }
    return sum / (Canvas.POINTS * Canvas.POINTS);
  }

  /** A kernel of three samples, in both directions. */
  private float[] blurred(float[] channel, int side) {
    return blurred(blurred(channel, side, 1), side, side);
  }

  private float[] blurred(float[] channel, int side, int step) {
    float beside = (float) (blur / 3);
    float centre = 1 - 2 * beside;
    float[] result = channel.clone();
    for (int i = step; i < side * side - step; i++) {
      result[i] = centre * channel[i] + beside * (channel[i - step] + channel[i + step]);
    }
    return result;
  }
}
