package org.dafusion.classifier;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.huggingface.ModelArtefactException;

/**
 * What a head needs besides its weights to be used again.
 *
 * @param classNames by label
 * @param backboneDigest which backbone its features come from, {@link BackboneSource#digest}
 * @param batchNorm label of the {@link BatchNorm} that the features were made with
 * @param normalisation label of the {@link org.dafusion.transform.Normalisation} of the pictures
 * @param imageSize side in pixels to which pictures were squashed
 */
public record HeadDescription(
    List<String> classNames,
    String backboneDigest,
    String batchNorm,
    String normalisation,
    int imageSize) {
  private static final String CLASSES = "classes";
  private static final String BACKBONE = "backbone";
  private static final String BATCH_NORM = "batch-norm";
  private static final String NORMALISATION = "normalisation";
  private static final String IMAGE_SIZE = "image-size";

  public HeadDescription {
    classNames = List.copyOf(classNames);
  }

  /** As texts for a safetensors header; {@code classes} is a JSON array. */
  Map<String, String> toMetadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put(CLASSES, new Gson().toJson(classNames));
    metadata.put(BACKBONE, backboneDigest);
    metadata.put(BATCH_NORM, batchNorm);
    metadata.put(NORMALISATION, normalisation);
    metadata.put(IMAGE_SIZE, Integer.toString(imageSize));
    return metadata;
  }

  /** The other way round; {@code file} is for messages. */
  static HeadDescription fromMetadata(Map<String, String> metadata, Path file) {
    List<String> keys = List.of(CLASSES, BACKBONE, BATCH_NORM, NORMALISATION, IMAGE_SIZE);
    if (!metadata.keySet().containsAll(keys)) {
      throw new ModelArtefactException(
          "Cannot read a head from %s: must have the metadata %s, found %s"
              .formatted(file, keys, metadata.keySet()));
    }
    try {
      return new HeadDescription(
          List.of(new Gson().fromJson(metadata.get(CLASSES), String[].class)),
          metadata.get(BACKBONE),
          metadata.get(BATCH_NORM),
          metadata.get(NORMALISATION),
          Integer.parseInt(metadata.get(IMAGE_SIZE)));
    } catch (JsonParseException | NumberFormatException e) {
      throw new ModelArtefactException(
          "Cannot read a head from %s because its metadata %s".formatted(file, e.getMessage()), e);
    }
  }
}
