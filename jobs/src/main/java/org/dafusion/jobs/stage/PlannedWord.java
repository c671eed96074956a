package org.dafusion.jobs.stage;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;
import org.dafusion.data.ImageFile;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.inversion.InversionSettings;
import org.dafusion.jobs.table.EmbeddingsTable;

/**
 * A word that is wanted.
 *
 * @param id as in the table of embeddings
 * @param sourceId the only photo that it stands for; null for a word of a class
 * @param images ids of the photos to learn it from, sorted
 */
record PlannedWord(
    String id,
    long label,
    String className,
    String sourceId,
    String placeholder,
    List<String> images)
    implements Serializable {

  /**
   * The words for the drawn photos: one for each class, or for each photo, as the settings say.
   *
   * @param drawn in order of id
   * @param classNames of all listed classes
   * @throws InvalidDatasetException if a class has no photos, or two words would be spelled alike
   * @throws InvalidSettingsException if the settings name a class that there is not
   */
  static List<PlannedWord> of(
      List<ImageFile> drawn, List<String> classNames, InversionSettings settings) {
    requireKnown(settings.specificClasses(), classNames);
    List<PlannedWord> words = new ArrayList<>();
    Map<String, List<ImageFile>> files = new LinkedHashMap<>();
    classNames.forEach(name -> files.put(name, new ArrayList<>()));
    drawn.forEach(file -> files.get(file.className()).add(file));
    files.forEach(
        (className, photos) -> {
          if (photos.isEmpty()) {
            throw new InvalidDatasetException(
                "Cannot learn a word for the class %s because it has no usable training images"
                    .formatted(className));
          }
          if (settings.isSpecific(className)) {
            photos.forEach(photo -> words.add(ofImage(photo)));
          } else {
            words.add(ofClass(photos));
          }
        });
    requireDistinct(words);
    return words;
  }

  private static PlannedWord ofClass(List<ImageFile> photos) {
    ImageFile first = photos.get(0);
    return new PlannedWord(
        EmbeddingsTable.ofClass(first.className()),
        first.label(),
        first.className(),
        null,
        LearnedTokens.placeholder(first.className()),
        photos.stream().map(ImageFile::id).toList());
  }

  private static PlannedWord ofImage(ImageFile photo) {
    return new PlannedWord(
        EmbeddingsTable.ofImage(photo.id()),
        photo.label(),
        photo.className(),
        photo.id(),
        LearnedTokens.placeholder(photo.id()),
        List.of(photo.id()));
  }

  private static void requireKnown(List<String> specific, List<String> classNames) {
    for (String name : specific) {
      if (!classNames.contains(name)) {
        throw new InvalidSettingsException(
            List.of(
                new Problem(
                    "invert.specific-classes",
                    "must name classes of the dataset %s, found %s".formatted(classNames, name),
                    "")));
      }
    }
  }

  private static void requireDistinct(List<PlannedWord> words) {
    Map<String, PlannedWord> known = new HashMap<>();
    for (PlannedWord word : words) {
      PlannedWord other = known.putIfAbsent(word.placeholder(), word);
      if (other != null) {
        throw new InvalidDatasetException(
            "Cannot learn words for %s and %s because both would be written %s: rename one of them"
                .formatted(other.id(), word.id(), word.placeholder()));
      }
    }
  }
}
