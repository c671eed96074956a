package org.dafusion.inversion;

/**
 * One sample of one concept, as the networks take it.
 *
 * @param ids of the prompt; those from the vocabulary's size on are the concept's vectors, in order
 * @param vectors of the concept, one after the other
 * @param noisy latents at the timestep
 * @param timestep of the noise schedule
 * @param target what the noise predictor should answer
 */
record TrainingRow(long[] ids, float[] vectors, float[] noisy, int timestep, float[] target) {}
