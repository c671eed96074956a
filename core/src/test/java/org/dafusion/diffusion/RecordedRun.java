package org.dafusion.diffusion;

import org.dafusion.GoldenCase;
import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;

/** What a recorded image-to-image run started from. */
final class RecordedRun {
  private RecordedRun() {}

  /** The picture, at the size that it was worked on. */
  static Image picture(GoldenCase golden) {
    long[] shape = golden.shape("in.image_u8_hwc");
    long[] values = golden.reader().longs("in.image_u8_hwc");
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i];
    }
    long[] worked = golden.shape("out.image");
    // upstream cuts a picture to multiples of eight by Lanczos
    return Resize.to(
        new Image((int) shape[1], (int) shape[0], rgb),
        (int) worked[2],
        (int) worked[1],
        Resample.LANCZOS);
  }

  /** The noise that was drawn. */
  static NoiseSource noise(GoldenCase golden) {
    return new NoiseSource() {
      @Override
      public float[] posterior(EditRequest request, int count) {
        return golden.floats("in.vae_noise");
      }

      @Override
      public float[] start(EditRequest request, int count) {
        return golden.floats("in.latent_noise");
      }
    };
  }
}
