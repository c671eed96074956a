/**
 * The downstream classifier: a backbone, a linear head, their training on a mix of real and
 * synthetic pictures, and their evaluation. It does not know diffusion, or how synthetic pictures
 * were made.
 *
 * <p>Start with {@link org.dafusion.classifier.ClassifierTrainer}; what rules a trial follows says
 * its {@link org.dafusion.classifier.Protocol}.
 *
 * <p>There are two ways to learn. Where the backbone is frozen, each view of a picture has one
 * feature vector. A fixed number of views of each picture ({@code classifier.views}) goes through
 * the backbone once, and all steps of the head run on those. A view is drawn from the picture's
 * content, not from the trial's seed, so every trial that uses the picture shares its views by way
 * of the {@link org.dafusion.classifier.FeatureStore}. Where batch normalisation adapts or the
 * whole network is trained, features change from step to step, and as upstream every step sends a
 * fresh view of each drawn picture through the backbone, 320,000 for 10,000 steps of 32: the
 * network then sees more flips and angles, at a hundred times the cost.
 *
 * <p>Examples are ordered by id before anything is drawn, so the order in which a table is read
 * changes no result.
 */
package org.dafusion.classifier;
