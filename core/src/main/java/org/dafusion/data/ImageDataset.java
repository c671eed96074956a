package org.dafusion.data;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One labelled set of images. */
public interface ImageDataset {
  /** A short name for tables and figures. */
  String name();

  /** Names of the classes in label order. The order is part of every seeded split. */
  List<String> classNames();

  /** Files of one part, class after class in label order, in a fixed order within a class. */
  List<ImageFile> files(Part part);

  /** What a user should know who reads this dataset, a sentence each; mostly nothing. */
  default List<String> notes() {
    return List.of();
  }

  /** Files of all parts, part after part. */
  default List<ImageFile> files() {
    return Arrays.stream(Part.values()).flatMap(part -> files(part).stream()).toList();
  }

  /**
   * Sees to it that every class has an image for training: of one without there is nothing to draw.
   *
   * @throws InvalidDatasetException if one has none
   */
  default void requireTrainingImages() {
    Set<Integer> labels =
        files(Part.TRAIN).stream().map(ImageFile::label).collect(Collectors.toSet());
    List<String> empty =
        IntStream.range(0, classNames().size())
            .filter(label -> !labels.contains(label))
            .mapToObj(classNames()::get)
            .toList();
    if (!empty.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot use the dataset %s because %d of its %d classes have no image in train (%s): leave them out with dataset.classes"
              .formatted(name(), empty.size(), classNames().size(), AnnotatedImages.some(empty)));
    }
  }
}
