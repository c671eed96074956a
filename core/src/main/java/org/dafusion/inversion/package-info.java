/**
 * Textual inversion (Gal et al. 2022): from a few pictures of a concept to vectors that stand for
 * it in a prompt, all weights of the model as they were.
 *
 * <p>It does not know where pictures come from or where vectors are kept.
 *
 * <p>Start with {@link org.dafusion.inversion.TextualInversion}, which takes a step for many
 * concepts at once; {@link org.dafusion.inversion.InversionRun} is the loop around it.
 *
 * <p>Three decisions. The parameters are the new vectors alone, spliced into the embedding lookup:
 * upstream trains the whole table and restores all rows but one after every step, which is the same
 * mathematics at several thousand times the memory. In a step every row of the batch has its own
 * copy of its concept's vectors, so gradients come back by row and are averaged in Java, in order:
 * a concept cannot tell whether it is trained alone. And whatever is random in a step derives from
 * the concept's seed, the step and the sample, so a training is its vectors, two running means and
 * a step number, and goes on from there as if nothing had happened.
 */
package org.dafusion.inversion;
