/**
 * The stage {@code export}: real and synthetic images to a dataset that Hugging Face's library
 * opens. It knows the two tables of images and the layout of such a dataset; it makes no picture
 * and judges none.
 *
 * <p>Start with {@link org.dafusion.jobs.export.ExportStage}. Which runs go out is {@link
 * org.dafusion.jobs.export.ExportedRuns}, the rows are {@link
 * org.dafusion.jobs.export.ExportedRows}, a file of them is written by {@link
 * org.dafusion.jobs.export.WriteShard}, and {@link org.dafusion.jobs.export.DatasetCard} tells
 * people what they have.
 *
 * <p>No row comes to the driver: it learns of each file how many rows and bytes it holds.
 */
package org.dafusion.jobs.export;
