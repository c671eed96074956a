/**
 * The Parquet tables that carry images and numbers from one stage to the next, one class per table.
 * The package knows neither models nor stages. Start reading at {@link
 * org.dafusion.jobs.table.SyntheticTable}, then {@link org.dafusion.jobs.table.RunTable}.
 *
 * <p>A table is one flat folder of Parquet files in which runs lie side by side: {@code run} is the
 * digest of the settings that shaped a row ({@link org.dafusion.jobs.table.RunId}), {@code id} is
 * unique within a run, and {@code manifest.json} beside the files tells what each run was. One
 * method of an experiment is one run, so an invocation with several methods adds several runs.
 * Folders per run (Spark's {@code partitionBy}) lost, because they move the column to the end and
 * take the value of {@code run} out of the files that other programs read.
 *
 * <p>Rows are trusted once the manifest lists the write that brought them ({@link
 * org.dafusion.jobs.table.TableSeals}), and one process at a time writes ({@link
 * org.dafusion.jobs.table.TableLease}). Folders per write lost, for they are not flat; so did names
 * of files in the manifest, which grow with the number of partitions.
 */
package org.dafusion.jobs.table;
