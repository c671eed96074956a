package org.dafusion.data;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The captions of a folder's images, from all files of captions in it. */
public final class Captions {
  private static final int SHOWN = 5;

  private final String dataset;

  /** Captions, and the file that each comes from, by path below the root. */
  private final Map<String, String> texts = new TreeMap<>();

  private final Map<String, String> sources = new TreeMap<>();

  private Captions(String dataset) {
    this.dataset = dataset;
  }

  /**
   * Those of the paths that are files of captions. They may lie in any folder that is not hidden.
   *
   * @param relativePaths all files below a dataset's root, parted by {@code /}
   */
  public static List<String> filesIn(Collection<String> relativePaths) {
    return relativePaths.stream()
        .filter(path -> path.equals(CaptionFile.NAME) || path.endsWith("/" + CaptionFile.NAME))
        .filter(path -> !FolderListing.isHidden(path))
        .sorted()
        .toList();
  }

  static Captions of(String dataset, Map<String, byte[]> files) {
    Captions captions = new Captions(dataset);
    new TreeMap<>(files).forEach(captions::add);
    return captions;
  }

  private void add(String file, byte[] content) {
    String folder = file.substring(0, file.length() - CaptionFile.NAME.length());
    CaptionFile.parse(dataset + "/" + file, content)
        .forEach(
            (name, text) -> {
              String path = folder + name;
              String other = sources.put(path, file);
              if (other != null) {
                throw new InvalidDatasetException(
                    "Cannot use the captions of %s because %s has one in %s and one in %s"
                        .formatted(dataset, path, other, file));
              }
              texts.put(path, text);
            });
  }

  /** What an image's caption says; null where it has none. */
  String of(String imagePath) {
    String text = texts.getOrDefault(imagePath, "");
    return text.isEmpty() ? null : text;
  }

  /** Sees to it that nobody's caption is left aside in silence. */
  void refuseAllBut(Set<String> imagePaths) {
    List<String> strays =
        sources.entrySet().stream()
            .filter(source -> !imagePaths.contains(source.getKey()))
            .map(source -> "%s in %s".formatted(source.getKey(), source.getValue()))
            .toList();
    if (!strays.isEmpty()) {
      int more = strays.size() - SHOWN;
      throw new InvalidDatasetException(
          "Cannot use the captions of %s because %d of %d name no image of the dataset (%s%s): file_name must be a path below the folder of the metadata.csv"
              .formatted(
                  dataset,
                  strays.size(),
                  sources.size(),
                  strays.stream().limit(SHOWN).collect(Collectors.joining(", ")),
                  more > 0 ? " and " + more + " more" : ""));
    }
  }
}
