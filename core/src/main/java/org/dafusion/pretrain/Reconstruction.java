package org.dafusion.pretrain;

import org.dafusion.image.Image;

/**
 * A picture that went through the autoencoder.
 *
 * @param image what came out
 * @param psnr peak signal-to-noise ratio against what went in, in decibels; the error is taken
 *     before samples are rounded to eight bits
 */
record Reconstruction(Image image, double psnr) {
  /**
   * One row of a decoded batch.
   *
   * @param decoded (rows, 3, height, width) in -1 … 1, and beyond, where it is cut
   */
  static Reconstruction of(Image source, float[] decoded, int row) {
    byte[] rgb = source.rgb();
    int pixels = rgb.length / Image.CHANNELS;
    double squares = 0;
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      for (int i = 0; i < pixels; i++) {
        int place = i * Image.CHANNELS + channel;
        double value = decoded[row * rgb.length + channel * pixels + i] / 2 + 0.5;
        value = 255 * Math.max(0, Math.min(1, value));
        double error = value - (rgb[place] & 0xff);
        squares += error * error;
        rgb[place] = (byte) Math.rint(value);
      }
    }
    double psnr = 10 * Math.log10(255.0 * 255.0 * rgb.length / squares);
    return new Reconstruction(new Image(source.width(), source.height(), rgb), psnr);
  }
}
