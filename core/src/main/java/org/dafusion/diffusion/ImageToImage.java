package org.dafusion.diffusion;

import java.util.Iterator;

/**
 * SDEdit (Meng et al. 2022) with Stable Diffusion: noise is added to a picture's latents up to the
 * timestep that the strength says, and the denoising goes on from there under the prompt. The
 * result for one request equals that of diffusers' {@code StableDiffusionImg2ImgPipeline}; for one
 * that says what to repaint, that of the pipeline that {@link MaskBlend} names; for one without a
 * source, from noise alone, that of {@code StableDiffusionPipeline}.
 *
 * <p>Requests with different pictures, strengths and prompts share one batch of fixed size: each
 * row is its own trajectory with its own timestep; one that ends leaves, and the next takes its
 * place.
 */
public final class ImageToImage {
  private final StableDiffusion model;
  private final EditSettings settings;
  private final LearnedTokens tokens;
  private final NoiseSource noise;
  private final StepObserver observer;

  /**
   * An editor over loaded parts, which stay the caller's.
   *
   * @param settings what all requests share
   * @param tokens learned tokens that prompts may have
   */
  public ImageToImage(StableDiffusion model, EditSettings settings, LearnedTokens tokens) {
    this(model, settings, tokens, NoiseSource.SEEDED, StepObserver.NONE);
  }

  /** An editor with noise of one's own, watched at every step. */
  public ImageToImage(
      StableDiffusion model,
      EditSettings settings,
      LearnedTokens tokens,
      NoiseSource noise,
      StepObserver observer) {
    this.model = model;
    this.settings = settings;
    this.tokens = tokens;
    this.noise = noise;
    this.observer = observer;
  }

  /**
   * Works through requests, pulling them as room in the batch permits.
   *
   * @return one result per request, in the order in which they finish
   * @throws org.dafusion.engine.OutOfDeviceMemoryException from {@code next}, if the batch is too
   *     large for the device
   * @throws IllegalArgumentException likewise, if a picture is not of the working size
   */
  public Iterator<EditResult> edit(Iterator<EditRequest> requests) {
    return new EditBatch(model, settings, tokens, noise, observer, requests);
  }
}
