/**
 * The downstream classifier: a frozen backbone, a linear head trained on a mix of real and
 * synthetic pictures, and its evaluation. It does not know diffusion, or how synthetic pictures
 * were made.
 *
 * <p>Start with {@link org.dafusion.classifier.ClassifierTrainer}.
 *
 * <p>As the backbone is frozen, each view of a picture has one feature vector for the whole trial.
 * The trainer computes a fixed number of views of each picture once ({@code classifier.views}) and
 * runs all steps of the head on those. Upstream sends a fresh view of every drawn picture through
 * the backbone, 320,000 for 10,000 steps of 32: the head then sees more flips and angles, at a
 * hundred times the cost. Examples are ordered by id before anything is drawn, so the order in
 * which a table is read changes no result.
 */
package org.dafusion.classifier;
