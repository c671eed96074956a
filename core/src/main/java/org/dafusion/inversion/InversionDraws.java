package org.dafusion.inversion;

/** Where the draws of a training come from. */
public interface InversionDraws {
  /** From the concept's own seed, never from what else is in work. */
  InversionDraws SEEDED = new SeededDraws();

  /**
   * The draw of one sample; the same whenever it is asked for.
   *
   * @param step from 1
   * @param sample of the step, from 0
   * @param timesteps how many the noise schedule has
   * @param latents how many values an image has in latent space
   */
  Draw draw(Concept concept, int step, int sample, int timesteps, int latents);
}
