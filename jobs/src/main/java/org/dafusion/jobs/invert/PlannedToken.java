package org.dafusion.jobs.invert;

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
import org.dafusion.jobs.pictures.ImportedTokens;
import org.dafusion.jobs.pictures.InvertRun;
import org.dafusion.jobs.table.EmbeddingRow;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.Status;

/**
 * A token that is wanted.
 *
 * @param id as in the table of embeddings
 * @param sourceId the only photo that it stands for; null for a token of a class
 * @param images ids of the photos to learn it from, sorted
 */
record PlannedToken(
    String id,
    long label,
    String className,
    String sourceId,
    String placeholder,
    List<String> images)
    implements Serializable {

  /**
   * The tokens for the drawn photos: one for each class, or for each photo, as the settings say.
   *
   * @param drawn in order of id
   * @param classNames of all listed classes
   * @throws InvalidDatasetException if a class has no photos, or two tokens would be spelled alike
   * @throws InvalidSettingsException if the settings name a class that there is not
   */
  static List<PlannedToken> of(
      List<ImageFile> drawn, List<String> classNames, InversionSettings settings) {
    requireKnown(settings.specificClasses(), classNames);
    List<PlannedToken> tokens = new ArrayList<>();
    Map<String, List<ImageFile>> files = new LinkedHashMap<>();
    classNames.forEach(name -> files.put(name, new ArrayList<>()));
    drawn.forEach(file -> files.get(file.className()).add(file));
    files.forEach(
        (className, photos) -> {
          if (photos.isEmpty()) {
            throw new InvalidDatasetException(
                "Cannot learn a token for the class %s because it has no usable training images"
                    .formatted(className));
          }
          if (settings.isSpecific(className)) {
            photos.forEach(photo -> tokens.add(ofImage(photo)));
          } else {
            tokens.add(ofClass(photos));
          }
        });
    requireDistinct(tokens);
    return tokens;
  }

  private static PlannedToken ofClass(List<ImageFile> photos) {
    ImageFile first = photos.get(0);
    return new PlannedToken(
        EmbeddingsTable.ofClass(first.className()),
        first.label(),
        first.className(),
        null,
        LearnedTokens.placeholder(first.className()),
        photos.stream().map(ImageFile::id).toList());
  }

  private static PlannedToken ofImage(ImageFile photo) {
    return new PlannedToken(
        EmbeddingsTable.ofImage(photo.id()),
        photo.label(),
        photo.className(),
        photo.id(),
        LearnedTokens.placeholder(photo.id()),
        List.of(photo.id()));
  }

  /**
   * The row of this token with vectors from elsewhere.
   *
   * @throws InvalidDatasetException if they are not there
   */
  EmbeddingRow imported(InvertRun run, ImportedTokens from) {
    return new EmbeddingRow(
        id,
        run.id(),
        label,
        className,
        sourceId,
        placeholder,
        from.vectors(placeholder, id),
        null,
        0,
        0,
        null,
        null,
        null,
        0,
        run.modelDigest(),
        Status.OK,
        null);
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

  private static void requireDistinct(List<PlannedToken> tokens) {
    Map<String, PlannedToken> known = new HashMap<>();
    for (PlannedToken token : tokens) {
      PlannedToken other = known.putIfAbsent(token.placeholder(), token);
      if (other != null) {
        throw new InvalidDatasetException(
            "Cannot learn tokens for %s and %s because both would be written %s: rename one of them"
                .formatted(other.id(), token.id(), token.placeholder()));
      }
    }
  }
}
