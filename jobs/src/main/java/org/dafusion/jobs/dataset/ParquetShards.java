package org.dafusion.jobs.dataset;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;

/**
 * The Parquet files of a Hugging Face dataset by the part that their names tell: {@code
 * data/train-00000-of-00004.parquet}, {@code train.parquet}, or {@code train/0000.parquet} as the
 * Hub's own conversion has it.
 */
final class ParquetShards {
  static final String EXPECTED =
      "data/train-00000-of-00001.parquet, test-….parquet or train/0000.parquet";

  private static final String SUFFIX = ".parquet";
  private static final String USUAL_FOLDER = "data";
  private static final Pattern NUMBERED = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.parquet");

  private ParquetShards() {}

  /**
   * Parts of the shards by path, both sorted.
   *
   * @param dataset what an error calls the dataset
   * @param relativePaths all files below its root
   * @throws InvalidDatasetException if there is none for training, if one is of no part, or if one
   *     of a numbered series is absent
   */
  static TreeMap<String, Part> of(String dataset, List<String> relativePaths) {
    TreeMap<String, Part> shards = new TreeMap<>();
    for (String path : relativePaths) {
      if (path.endsWith(SUFFIX) && !isHidden(path)) {
        Part part = part(path);
        if (part == null) {
          throw refusal(
              dataset,
              path
                  + " tells no split: its name must begin with train, validation or test, and it"
                  + " must lie in the folder itself, in data/ or in a folder named so; of a dataset"
                  + " of several configurations, dataset.path must be the folder of one");
        }
        shards.put(path, part);
      }
    }
    if (!shards.containsValue(Part.TRAIN)) {
      throw refusal(dataset, "it holds no Parquet file for training: expected " + EXPECTED);
    }
    refuseGaps(dataset, shards.navigableKeySet());
    return shards;
  }

  private static Part part(String path) {
    String[] elements = path.split("/");
    String name = elements[elements.length - 1];
    if (elements.length > 2) {
      return null;
    }
    String folder = elements.length == 2 ? elements[0] : USUAL_FOLDER;
    Part ofFolder = Part.ofFolder(folder);
    return ofFolder == null && folder.equals(USUAL_FOLDER)
        ? Part.ofFolder(name.split("[^A-Za-z]", 2)[0])
        : ofFolder;
  }

  private static boolean isHidden(String path) {
    for (String element : path.split("/")) {
      if (element.startsWith(".") || element.startsWith("_")) {
        return true;
      }
    }
    return false;
  }

  private static void refuseGaps(String dataset, SortedSet<String> paths) {
    Map<String, SortedSet<Integer>> missing = new TreeMap<>();
    for (String path : paths) {
      Matcher matcher = NUMBERED.matcher(path);
      if (matcher.matches()) {
        String series = matcher.group(1) + "-?????-of-" + matcher.group(3) + SUFFIX;
        int count = Integer.parseInt(matcher.group(3));
        missing
            .computeIfAbsent(series, s -> numbers(count))
            .remove(Integer.parseInt(matcher.group(2)));
      }
    }
    missing.forEach(
        (series, numbers) -> {
          if (!numbers.isEmpty()) {
            throw refusal(dataset, "of %s number %d is missing".formatted(series, numbers.first()));
          }
        });
  }

  private static SortedSet<Integer> numbers(int count) {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  private static InvalidDatasetException refusal(String dataset, String reason) {
    return new InvalidDatasetException(
        "Cannot use the dataset %s because %s".formatted(dataset, reason));
  }
}
