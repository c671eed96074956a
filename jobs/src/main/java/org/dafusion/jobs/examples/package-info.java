/**
 * The real images: the stage {@code prepare}, which makes a row of {@code examples} of each, and
 * how later stages find that run and draw from it. It does not know what becomes of them: no model,
 * no method, no classifier.
 *
 * <p>Start with {@link org.dafusion.jobs.examples.PrepareStage}; other packages need {@link
 * org.dafusion.jobs.examples.ExamplesRun}, {@link org.dafusion.jobs.examples.SelectedExamples} for
 * the rows of one draw, and {@link org.dafusion.jobs.examples.ExampleDraws} for those of many.
 *
 * <p>How images lie in folders and files is {@code jobs.dataset}'s matter, which knows no table of
 * ours. Here is what is particular to the pipeline: the limits, the draw, and the datasets that the
 * job makes itself where nobody has photographs.
 */
package org.dafusion.jobs.examples;
