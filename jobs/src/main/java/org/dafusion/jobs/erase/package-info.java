/**
 * The stage {@code erase}: classes that the model is to forget, to weights without them, and how
 * later stages find those weights. It does not know what pictures are made with them.
 *
 * <p>Start with {@link org.dafusion.jobs.erase.EraseStage}; other packages need {@link
 * org.dafusion.jobs.erase.EraseRun} and {@link org.dafusion.jobs.erase.ErasedUnets}.
 */
package org.dafusion.jobs.erase;
