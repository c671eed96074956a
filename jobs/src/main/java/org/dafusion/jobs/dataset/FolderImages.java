package org.dafusion.jobs.dataset;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.Captions;
import org.dafusion.data.ImageFolder;
import org.dafusion.data.InvalidDatasetException;

/** A folder with one folder of image files per class, as {@link ImageFolder} sorts it. */
public final class FolderImages {
  private static final String EXPECTED = "train/<class>/ and validation/<class>/, or with <class>/";

  private FolderImages() {}

  /**
   * Lists the images.
   *
   * @param location path or URL of the folder
   * @param validationFraction share of each class that a flat folder keeps for validation
   * @param splitSeed seed of that choice
   * @throws InvalidDatasetException telling what was expected and found
   */
  public static ListedImages list(
      SparkSession spark, String location, double validationFraction, long splitSeed) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    DatasetFolder folder = DatasetFolder.list(location, EXPECTED, hadoop);
    Map<String, byte[]> captions = new TreeMap<>();
    for (String path : Captions.filesIn(folder.paths())) {
      captions.put(path, folder.read(path, hadoop));
    }
    ImageFolder images = sort(folder, validationFraction, splitSeed);
    return ListedImages.inFiles(spark, images.captioned(captions));
  }

  private static ImageFolder sort(DatasetFolder folder, double validationFraction, long splitSeed) {
    try {
      return ImageFolder.of(
          folder.root().toString(), folder.paths(), validationFraction, splitSeed);
    } catch (InvalidDatasetException e) {
      if (folder.paths().stream().noneMatch(path -> path.endsWith(".parquet"))) {
        throw e;
      }
      throw new InvalidDatasetException(
          e.getMessage() + "; for its Parquet files set dataset.format = hugging-face");
    }
  }
}
