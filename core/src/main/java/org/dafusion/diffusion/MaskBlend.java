package org.dafusion.diffusion;

import java.util.Arrays;
import java.util.List;

/**
 * How the kept part of a masked picture is put back after a step: always as the original's latents
 * with the request's one noise, at a noise level that the two samplers of diffusers choose
 * differently.
 */
public enum MaskBlend {
  /**
   * At the level of the step to come, and clean after the last: {@code
   * StableDiffusionInpaintPipeline} of diffusers 0.21 with a noise predictor of four channels. A
   * strength of 1 starts from noise alone.
   */
  NEXT("next"),
  /**
   * At the level of the step just taken, one too noisy, and clean once more at the end: {@code
   * StableDiffusionInpaintPipelineLegacy} of diffusers 0.14, which the published numbers used.
   */
  LEGACY("legacy");

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
}
