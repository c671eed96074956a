/**
 * The stage {@code classify}: a saved classifier applied to images of any size, whole or cut into
 * tiles. It knows neither how the classifier was trained nor what its classes mean.
 *
 * <p>Start with {@link org.dafusion.jobs.classify.ClassifyStage}. {@link
 * org.dafusion.jobs.classify.ClassifiedImages} finds the images, {@link
 * org.dafusion.jobs.classify.ClassifyImages} is what a task does, {@link
 * org.dafusion.jobs.classify.ImageStrips} reads an image strip by strip, so that memory holds
 * little of a large one, and {@link org.dafusion.jobs.classify.MapPicture} draws what was found.
 */
package org.dafusion.jobs.classify;
