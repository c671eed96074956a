package org.dafusion.jobs.dataset;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.CocoDataset;
import org.dafusion.data.DatasetFiles;
import org.dafusion.data.ImageDataset;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.PascalVoc;
import org.dafusion.data.ReaderSettings;
import org.dafusion.data.ValidationSplit;

/** How a dataset lies on disk: the words of {@code dataset.format}, and who reads each. */
public enum DatasetFormat {
  IMAGE_FOLDER("image-folder", FolderImages::list),
  HUGGING_FACE("hugging-face", ParquetImages::list),
  COCO(
      CocoDataset.NAME,
      files(CocoDataset.EXPECTED, (files, settings, split) -> CocoDataset.of(files))),
  PASCAL_VOC(
      PascalVoc.NAME, files(PascalVoc.EXPECTED, (files, settings, split) -> PascalVoc.of(files)));

  private final String word;
  private final Lister lister;

  DatasetFormat(String word, Lister lister) {
    this.word = word;
    this.lister = lister;
  }

  /** Lists what lies at a place. */
  private interface Lister {
    ListedImages list(
        SparkSession spark, String location, ReaderSettings settings, ValidationSplit split);
  }

  /** A reader of the library, which knows a dataset by its files and their names. */
  private interface Reader {
    ImageDataset read(DatasetFiles files, ReaderSettings settings, ValidationSplit split);
  }

  /** The words of all formats. */
  public static List<String> words() {
    return Arrays.stream(values()).map(DatasetFormat::word).toList();
  }

  /** The format of a word, which must be one of {@link #words}. */
  public static DatasetFormat of(String word) {
    return Arrays.stream(values())
        .filter(format -> format.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid format: must be one of %s, found %s".formatted(words(), word)));
  }

  /** What {@code dataset.format} calls it. */
  public String word() {
    return word;
  }

  /**
   * Lists the images of a dataset; most formats read no picture for that.
   *
   * @param location path or URL of its folder
   * @param settings what the format leaves open
   * @param split which images are kept for validation where the dataset does not say
   * @throws InvalidDatasetException telling what was expected and found
   */
  public ListedImages list(
      SparkSession spark, String location, ReaderSettings settings, ValidationSplit split) {
    return lister.list(spark, location, settings, split);
  }

  /**
   * Images that are files of their own, known to a reader of the library.
   *
   * @param expected what the dataset's folder must hold, for the error of one that is not there
   */
  private static Lister files(String expected, Reader reader) {
    return (spark, location, settings, split) -> {
      DatasetFiles files =
          HadoopFiles.at(location, expected, spark.sparkContext().hadoopConfiguration());
      return ListedImages.inFiles(spark, reader.read(files, settings, split));
    };
  }
}
