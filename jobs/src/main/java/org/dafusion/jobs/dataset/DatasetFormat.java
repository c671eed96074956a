package org.dafusion.jobs.dataset;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.Caltech101;
import org.dafusion.data.CocoDataset;
import org.dafusion.data.DatasetFiles;
import org.dafusion.data.FgvcAircraft;
import org.dafusion.data.Flowers102;
import org.dafusion.data.ImageDataset;
import org.dafusion.data.ImageNet100;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.LeafySpurge;
import org.dafusion.data.ListedDataset;
import org.dafusion.data.PascalVoc;
import org.dafusion.data.ReaderSettings;
import org.dafusion.data.StanfordCars;
import org.dafusion.data.ValidationSplit;

/** How a dataset lies on disk: the words of {@code dataset.format}, and who reads each. */
public enum DatasetFormat {
  IMAGE_FOLDER("image-folder", FolderImages::list),
  HUGGING_FACE("hugging-face", ParquetImages::list),
  COCO(
      CocoDataset.NAME,
      files(CocoDataset.EXPECTED, (files, settings, split) -> CocoDataset.of(files))),
  PASCAL_VOC(
      PascalVoc.NAME, files(PascalVoc.EXPECTED, (files, settings, split) -> PascalVoc.of(files))),
  CALTECH101(
      Caltech101.NAME,
      files(Caltech101.EXPECTED, (files, settings, split) -> Caltech101.of(files, split))),
  FLOWERS102(
      Flowers102.NAME,
      files(Flowers102.EXPECTED, (files, settings, split) -> Flowers102.of(files))),
  STANFORD_CARS(
      StanfordCars.NAME,
      files(StanfordCars.EXPECTED, (files, settings, split) -> StanfordCars.of(files))),
  FGVC_AIRCRAFT(
      FgvcAircraft.NAME,
      files(
          FgvcAircraft.EXPECTED,
          (files, settings, split) -> FgvcAircraft.of(files, settings.aircraft()))),
  IMAGENET_100(
      ImageNet100.NAME,
      files(ImageNet100.EXPECTED, (files, settings, split) -> ImageNet100.of(files))),
  LEAFY_SPURGE(
      LeafySpurge.NAME,
      (spark, location, settings, split) ->
          files(
                  LeafySpurge.expected(settings.leafySpurge()),
                  (files, same, splits) -> LeafySpurge.of(files, same.leafySpurge(), splits))
              .list(spark, location, settings, split));

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
   * @param split which images are kept for validation where the dataset does not say, or is not
   *     asked
   * @throws InvalidDatasetException telling what was expected and found
   */
  public ListedImages list(
      SparkSession spark, String location, ReaderSettings settings, ValidationSplit split) {
    ListedImages listed = lister.list(spark, location, settings, split);
    return settings.officialSplit()
        ? listed
        : listed.as(ListedDataset.pooled(listed.dataset(), split));
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
