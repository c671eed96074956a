package org.dafusion.jobs.dataset;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.Captions;
import org.dafusion.data.ImageFolder;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.ReaderSettings;
import org.dafusion.data.ValidationSplit;

/** A folder with one folder of image files per class, as {@link ImageFolder} sorts it. */
public final class FolderImages {
  private static final String EXPECTED = "train/<class>/ and validation/<class>/, or with <class>/";

  private FolderImages() {}

  /**
   * Lists the images.
   *
   * @param location path or URL of the folder
   * @param split which images a flat folder keeps for validation
   * @throws InvalidDatasetException telling what was expected and found
   */
  public static ListedImages list(
      SparkSession spark, String location, ReaderSettings settings, ValidationSplit split) {
    DatasetFolder folder =
        DatasetFolder.list(location, EXPECTED, spark.sparkContext().hadoopConfiguration());
    Map<String, byte[]> captions =
        folder.readAll("files of captions", Captions.filesIn(folder.paths()));
    ImageFolder images = sort(folder, split);
    return ListedImages.inFiles(spark, images.captioned(captions));
  }

  private static ImageFolder sort(DatasetFolder folder, ValidationSplit split) {
    try {
      return ImageFolder.of(folder.root(), folder.paths(), split.fraction(), split.seed());
    } catch (InvalidDatasetException e) {
      if (folder.paths().stream().noneMatch(path -> path.endsWith(".parquet"))) {
        throw e;
      }
      throw new InvalidDatasetException(
          e.getMessage() + "; for its Parquet files set dataset.format = hugging-face");
    }
  }
}
