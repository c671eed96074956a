/**
 * What happens to a picture on its way into a classifier: resizing, random changes, and the
 * normalised batch. It does not know datasets, or what the batch is for.
 *
 * <p>Start with {@link org.dafusion.transform.TrainingViews}, {@link org.dafusion.transform.CutMix}
 * and {@link org.dafusion.transform.ImageBatch}. Random choices come from a seed that the caller
 * derives for each view of each picture; a generator shared by all pictures would tie a view to the
 * order in which they are read.
 */
package org.dafusion.transform;
