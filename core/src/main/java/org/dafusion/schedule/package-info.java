/**
 * Noise schedules of diffusion models, and the plans by which a sampler removes that noise again:
 * DDIM, PNDM (PLMS), DPM-Solver++, Euler and ancestral DDPM, as numbers only.
 *
 * <p>It does not know networks, tensors, devices or images: a sampler is reduced to coefficients of
 * one weighted sum per call of the network, so that rows of one batch may stand at different
 * timesteps of different plans.
 *
 * <p>Start reading at {@link org.dafusion.schedule.NoiseSchedule}, which reads a model folder's
 * {@code scheduler_config.json}; then {@link org.dafusion.schedule.Trajectory} (the immutable plan
 * of a row) and {@link org.dafusion.schedule.TrajectoryState} (the row itself). One file per
 * algorithm holds its formulas, and its defaults for keys that the configuration leaves out.
 *
 * <p>A sampler object with a step method, as the original libraries have, was the alternative. It
 * lost because its counters and saved tensors belong to one trajectory but live in an object that
 * looks shareable, and because it forces all rows of a batch to the same timestep.
 */
package org.dafusion.schedule;
