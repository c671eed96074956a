package org.dafusion.data;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a file of COCO annotations says that matters here: of each image the annotation with the
 * largest area, and of the others nothing. Of several that are equally large it is the first, and
 * annotations of crowds take part, both as in the reference code.
 */
final class CocoFile {
  /**
   * An image.
   *
   * @param fileName below the folder of its part
   * @param height pixels
   * @param width pixels
   */
  record Picture(String fileName, int height, int width) {}

  /**
   * An object in an image.
   *
   * @param id of the annotation, for errors; the number of annotations before it where it has none
   * @param image id of the image
   * @param category id of the class
   * @param area pixels
   * @param outline null where it has none
   */
  record Annotation(long id, long image, long category, double area, CocoOutline outline) {}

  private final Map<Long, Picture> pictures = new HashMap<>();
  private final Map<Long, Annotation> largest = new HashMap<>();
  private final SortedMap<Long, String> categories = new TreeMap<>();
  private final SortedMap<Long, Long> usedCategories = new TreeMap<>();
  private long annotations;

  /** Adds an image; false if its id is taken. */
  boolean add(long id, Picture picture) {
    return pictures.putIfAbsent(id, picture) == null;
  }

  /** Adds a class; false if its id is taken. */
  boolean add(long id, String category) {
    return categories.putIfAbsent(id, category) == null;
  }

  /** Keeps an annotation if it is larger than its image's others so far. */
  void add(Annotation annotation) {
    annotations++;
    usedCategories.putIfAbsent(annotation.category(), annotation.id());
    largest.merge(
        annotation.image(),
        annotation,
        (before, next) -> next.area() > before.area() ? next : before);
  }

  /** How many annotations were added. */
  long annotations() {
    return annotations;
  }

  /** Images by id. */
  Map<Long, Picture> pictures() {
    return Collections.unmodifiableMap(pictures);
  }

  /** The annotation that labels an image, by the image's id. */
  Map<Long, Annotation> largest() {
    return Collections.unmodifiableMap(largest);
  }

  /** Ids of the classes of all annotations, and of each the id of the first annotation. */
  SortedMap<Long, Long> usedCategories() {
    return Collections.unmodifiableSortedMap(usedCategories);
  }

  /** Names of classes by id. */
  SortedMap<Long, String> categories() {
    return Collections.unmodifiableSortedMap(categories);
  }
}
