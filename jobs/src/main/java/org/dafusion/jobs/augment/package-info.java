/**
 * The stage {@code augment}: real images to synthetic ones of the same class. It does not know who
 * learns from them, nor any tensor.
 *
 * <p>Start with {@link org.dafusion.jobs.augment.AugmentStage}, then {@code MakePictures} and
 * {@code PlannedPictures} on the executors.
 *
 * <p>A picture depends on nothing but its run, its source and its repeat, and not on the partition
 * that it is made in, so that rows can be added, and a lost task done again elsewhere.
 */
package org.dafusion.jobs.augment;
