/**
 * Where labelled images lie: folders of files, published datasets in their own form and Hugging
 * Face's Parquet files, on any file system that Hadoop knows, listed as rows that name each image
 * or hold it; and the writer of such Parquet files. It does not decode images, and knows neither
 * stages nor the project's own tables. Start with {@link org.dafusion.jobs.dataset.DatasetFormat},
 * to which a new format adds a line, and {@link org.dafusion.jobs.dataset.ListedImages}.
 */
package org.dafusion.jobs.dataset;
