/**
 * Numbers that say how well a classifier did, and how sure one may be of them. It does not know
 * images, models or where a prediction came from.
 *
 * <p>Start with {@link org.dafusion.metrics.Accuracy} for one trial and {@link
 * org.dafusion.metrics.ScoreGrid} for many; {@link org.dafusion.metrics.NormalisedScores} puts
 * several datasets together.
 */
package org.dafusion.metrics;
