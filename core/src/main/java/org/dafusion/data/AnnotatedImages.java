package org.dafusion.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects the images that a dataset's annotations name, and says at the end which of them are not
 * there, which labels no class has, and which images nobody named.
 */
final class AnnotatedImages {
  private static final int SHOWN = 5;

  private final Layout layout;
  private final DatasetFiles files;
  private final List<String> classNames;
  private final Set<String> there = new TreeSet<>();
  private final Set<String> named = new HashSet<>();
  private final Set<String> passedOver = new HashSet<>();
  private final List<ImageFile> images = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  /**
   * @param classNames by label
   */
  AnnotatedImages(Layout layout, DatasetFiles files, List<String> classNames) {
    this.layout = layout;
    this.files = files;
    this.classNames = List.copyOf(classNames);
  }

  /** Looks what images are in a folder, all of which the annotations should name. */
  AnnotatedImages in(String folder) {
    files.list(folder).stream().filter(FolderListing::isImage).forEach(there::add);
    return this;
  }

  /**
   * Adds an image by the name of its class.
   *
   * @param annotation the file that names it
   * @param path of the image below the root, and its id
   */
  void add(String annotation, String path, String className, Part part) {
    int label = classNames.indexOf(className);
    if (label < 0) {
      unknown.add("%s has '%s' in %s".formatted(path, className, annotation));
    }
    add(annotation, path, label, part);
  }

  /**
   * Adds an image by the number of its class.
   *
   * @param number from 1, as MATLAB counts
   */
  void addNumbered(String annotation, String path, int number, Part part) {
    boolean known = number >= 1 && number <= classNames.size();
    if (!known) {
      unknown.add("%s has %d in %s".formatted(path, number, annotation));
    }
    add(annotation, path, known ? number - 1 : -1, part);
  }

  /** Knows an image that the annotations name, and that is no part of the dataset. */
  void passOver(String path) {
    passedOver.add(path);
  }

  private void add(String annotation, String path, int label, Part part) {
    named.add(path);
    if (!there.contains(path)) {
      missing.add("%s in %s".formatted(path, annotation));
    } else if (label >= 0) {
      images.add(ImageFile.of(path, files.uri(path), label, classNames.get(label), part));
    }
  }

  /**
   * All that was added.
   *
   * @throws InvalidDatasetException if a label is of no class, an image is not there, or a class
   *     has no image at all
   */
  List<ImageFile> images() {
    refuse(unknown, "%d labels are of none of its %d classes (%s)", classNames.size());
    refuse(
        missing, "%d of the %d images that its annotations name are not there (%s)", named.size());
    Set<Integer> labels = new HashSet<>();
    images.forEach(image -> labels.add(image.label()));
    List<String> empty = new ArrayList<>();
    for (int label = 0; label < classNames.size(); label++) {
      if (!labels.contains(label)) {
        empty.add("'" + classNames.get(label) + "'");
      }
    }
    refuse(empty, "%d of its %d classes have no image (%s)", classNames.size());
    return List.copyOf(images);
  }

  /** A note on images that no annotation names; empty where there is none. */
  List<String> notes() {
    List<String> strays =
        there.stream().filter(path -> !named.contains(path) && !passedOver.contains(path)).toList();
    return strays.isEmpty()
        ? List.of()
        : List.of(
            "images that have no label are left aside: %d (%s)"
                .formatted(strays.size(), some(strays)));
  }

  private void refuse(List<String> found, String reason, int of) {
    if (!found.isEmpty()) {
      throw layout.refusal(files, reason.formatted(found.size(), of, some(found)));
    }
  }

  /** The first few of a list, and how many more there are. */
  static String some(List<String> all) {
    String first = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? "%s and %d more".formatted(first, all.size() - SHOWN) : first;
  }
}
