/**
 * Seeds derived from identifiers, and number streams that are the same on every machine.
 *
 * <p>It does not know tensors, images or what a stream is drawn for.
 *
 * <p>Start reading at {@link org.dafusion.random.Seeds}: every random draw of a run begins with a
 * seed made there from the run's seed and the row's identity, so that neither partitioning nor
 * batch composition can change a result.
 */
package org.dafusion.random;
