/**
 * The pipeline: one class per stage, each of which reads a table, maps its rows and writes a table.
 *
 * <p>It does not know column names (those are in {@code table}) or tensors.
 *
 * <p>Start with {@link org.dafusion.jobs.stage.Stage} and {@link
 * org.dafusion.jobs.stage.PrepareStage}; {@link org.dafusion.jobs.stage.AugmentStage} is where
 * pictures are made. Stages find each other's results by run: a run's name is the digest of what
 * shaped it, so the same settings always lead to the same rows.
 */
package org.dafusion.jobs.stage;
