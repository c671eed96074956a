package org.dafusion.diffusion;

import java.util.Objects;
import org.dafusion.image.Image;
import org.dafusion.image.Mask;

/**
 * One picture to be made from another by SDEdit (Meng et al. 2022).
 *
 * @param id the caller's name for the result, unique in a run
 * @param sourceId the caller's name for the source; requests that share it share one encoding
 * @param source the picture to start from, at the working size; null where {@link #fromNoise}
 * @param prompt what the result should show
 * @param negativePrompt what guidance leads away from; the empty prompt upstream
 * @param strength how much of the denoising is done anew, above 0 to 1; the paper's intensity t₀
 * @param guidanceScale weight w of classifier-free guidance, e = e_u + w (e_c − e_u); up to 1 means
 *     that the prompt's prediction is taken alone
 * @param seed seed of all noise of this request
 * @param repaint what of the picture is made anew, of the source's size: at least 128 repaints,
 *     less keeps; null repaints everything. What is kept are latents, to the bit; their pixels
 *     still depend a little on what is around them, because the decoder sees the whole
 */
public record EditRequest(
    String id,
    String sourceId,
    Image source,
    String prompt,
    String negativePrompt,
    double strength,
    double guidanceScale,
    long seed,
    Mask repaint) {

  public EditRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(sourceId, "sourceId");
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(negativePrompt, "negativePrompt");
    if (source == null && (strength != 1 || repaint != null)) {
      throw new IllegalArgumentException(
          "Invalid request %s: must have a source, unless strength is 1 and all is repainted"
              .formatted(id));
    }
    if (repaint != null
        && (repaint.width() != source.width() || repaint.height() != source.height())) {
      throw new IllegalArgumentException(
          "Invalid mask of %s: must have the source's size %d x %d, found %d x %d"
              .formatted(id, source.width(), source.height(), repaint.width(), repaint.height()));
    }
    if (!(strength > 0 && strength <= 1)) {
      throw new IllegalArgumentException(
          "Invalid strength of " + id + ": must be above 0 and at most 1, found " + strength);
    }
    if (!(guidanceScale >= 0) || Double.isInfinite(guidanceScale)) {
      throw new IllegalArgumentException(
          "Invalid guidance scale of " + id + ": must be 0 or more, found " + guidanceScale);
    }
  }

  /**
   * A picture from noise alone, as diffusers' {@code StableDiffusionPipeline} makes it: text to
   * image.
   *
   * @param seed seed of the noise
   */
  public static EditRequest fromNoise(
      String id, String prompt, String negativePrompt, double guidanceScale, long seed) {
    return new EditRequest(id, "", null, prompt, negativePrompt, 1, guidanceScale, seed, null);
  }

  /** Whether the prediction for the negative prompt is needed too, as upstream decides it. */
  boolean guided() {
    return guidanceScale > 1;
  }
}
