package org.dafusion.diffusion;

import java.util.Arrays;
import java.util.List;
import org.dafusion.image.Mask;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.schedule.Noising;
import org.dafusion.schedule.Trajectory;
import org.dafusion.schedule.TrajectoryState;

/**
 * How the kept part of a masked picture is put back after a step: always as the original's latents
 * with the request's one noise, at a noise level that the two pipelines of diffusers choose
 * differently. They reduce the mask to the latents' size differently too.
 */
public enum MaskBlend {
  /**
   * At the level of the call to come, and clean after the last: {@code
   * StableDiffusionInpaintPipeline} of diffusers 0.21 with a noise predictor of four channels. A
   * strength of 1 starts from noise alone.
   */
  NEXT("next") {
    @Override
    TrajectoryState begin(Trajectory plan, double strength, float[] clean, float[] gaussian) {
      return strength < 1 ? plan.begin(clean, gaussian) : plan.beginFromNoise(gaussian);
    }

    @Override
    Noising levelAfter(Trajectory plan, int call) {
      return plan.noisingAfter(call);
    }

    /** As torch's interpolate: of the pixels of a position the first one counts. */
    @Override
    Mask reduced(Mask mask, int width, int height) {
      byte[] values = new byte[width * height];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int column = (int) ((long) x * mask.width() / width);
          int row = (int) ((long) y * mask.height() / height);
          values[y * width + x] = (byte) mask.value(column, row);
        }
      }
      return new Mask(width, height, values);
    }
  },
  /**
   * At the level of the call just made, which is one too noisy, and clean once the last step is
   * done: {@code StableDiffusionInpaintPipelineLegacy} of diffusers 0.14, which the published
   * numbers used.
   */
  LEGACY("legacy") {
    @Override
    TrajectoryState begin(Trajectory plan, double strength, float[] clean, float[] gaussian) {
      return plan.begin(clean, gaussian);
    }

    @Override
    Noising levelAfter(Trajectory plan, int call) {
      // upstream blends at the last level too, and again with clean latents right after it
      return call + 1 < plan.length() ? plan.noising(call) : Noising.NONE;
    }

    /** As Pillow's NEAREST: of the pixels of a position the one after the middle counts. */
    @Override
    Mask reduced(Mask mask, int width, int height) {
      return Resize.to(mask, width, height, Resample.NEAREST);
    }
  };

  private final String word;

  MaskBlend(String word) {
    this.word = word;
  }

  /** The word used in configuration files. */
  public String word() {
    return word;
  }

  /** All words, in order, for messages and for checks of settings. */
  public static List<String> words() {
    return Arrays.stream(values()).map(MaskBlend::word).toList();
  }

  /**
   * The blend of that word.
   *
   * @throws IllegalArgumentException if there is none, naming the words that exist
   */
  public static MaskBlend parse(String word) {
    for (MaskBlend blend : values()) {
      if (blend.word.equals(word)) {
        return blend;
      }
    }
    throw new IllegalArgumentException(
        "Invalid mask blend: must be one of " + words() + ", found \"" + word + "\"");
  }

  /** A masked row at the beginning of its plan. */
  abstract TrajectoryState begin(Trajectory plan, double strength, float[] clean, float[] gaussian);

  /** Weights that bring clean latents to the level that the kept part has after a call. */
  abstract Noising levelAfter(Trajectory plan, int call);

  /** The mask at the latents' size. */
  abstract Mask reduced(Mask mask, int width, int height);
}
