package org.dafusion.pretrain;

import org.dafusion.schedule.NoiseSchedule;

/**
 * One row of a call of the UNet, and what it should answer.
 *
 * @param noisy latents at the timestep
 * @param timestep of the noise schedule
 * @param target the noise, or what else the folder's schedule says
 * @param caption under which
 */
record NoisyRow(float[] noisy, int timestep, float[] target, String caption) {
  /** Latents under noise. */
  static NoisyRow of(
      NoiseSchedule schedule, float[] clean, float[] noise, int timestep, String caption) {
    return new NoisyRow(
        schedule.addNoise(timestep).apply(clean, noise),
        timestep,
        schedule.target(timestep).apply(clean, noise),
        caption);
  }
}
