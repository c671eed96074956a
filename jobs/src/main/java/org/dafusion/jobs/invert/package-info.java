/**
 * The stage {@code invert}: photos of a class, or one photo, to a token that stands for it in
 * prompts. It does not know the methods that use the tokens, nor any tensor.
 *
 * <p>Start with {@link org.dafusion.jobs.invert.InvertStage}, then {@code PlannedToken}, {@code
 * TokenTraining} on the driver and {@code LearnTokens} on the executors.
 */
package org.dafusion.jobs.invert;
