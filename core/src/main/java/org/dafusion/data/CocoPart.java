package org.dafusion.data;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One part of COCO: the images that its annotations label.
 *
 * @param annotations of the part
 * @param categories of all parts
 */
record CocoPart(DatasetFiles files, Part part, CocoFile annotations, CocoCategories categories) {

  /** The folder of a part's images, below the root. */
  static String folder(Part part) {
    return part == Part.TRAIN ? "train2017" : "val2017";
  }

  /** The file of a part's annotations, below the root. */
  static String annotations(Part part) {
    return "annotations/instances_" + folder(part) + ".json";
  }

  /**
   * The images, class after class, in order of id.
   *
   * @param notes what there is to say of them is added
   */
  List<ImageFile> images(List<String> notes) {
    requireListed();
    List<ImageFile> images =
        annotations.largest().values().stream()
            .map(this::image)
            .sorted(Comparator.comparingInt(ImageFile::label).thenComparing(ImageFile::id))
            .toList();
    Set<String> present = new HashSet<>(files.list(folder(part)));
    requireFiles(images, present);
    noteLeftOut(images.size(), present, notes);
    noteLacking(images, notes);
    return images;
  }

  private void requireListed() {
    refuse(
        "images of annotations are not listed",
        annotations.largest().values().stream()
            .filter(each -> !annotations.pictures().containsKey(each.image()))
            .map(each -> "annotation %d: image %d".formatted(each.id(), each.image()))
            .toList());
    refuse(
        "categories of annotations are not listed",
        annotations.usedCategories().entrySet().stream()
            .filter(used -> categories.label(used.getKey()) == null)
            .map(used -> "annotation %d: category %d".formatted(used.getValue(), used.getKey()))
            .toList());
  }

  private ImageFile image(CocoFile.Annotation annotation) {
    CocoFile.Picture picture = annotations.pictures().get(annotation.image());
    String path = path(picture);
    int label = categories.label(annotation.category());
    return ImageFile.of(path, files.uri(path), label, categories.names().get(label), part)
        .masked(annotation.outline() == null ? null : annotation.outline().maskText(picture));
  }

  private String path(CocoFile.Picture picture) {
    return folder(part) + "/" + picture.fileName();
  }

  private void requireFiles(List<ImageFile> images, Set<String> present) {
    Set<String> seen = new HashSet<>();
    refuse(
        "images share a file",
        images.stream().map(ImageFile::id).filter(id -> !seen.add(id)).toList());
    refuse(
        "images that it lists are not there",
        images.stream().map(ImageFile::id).filter(id -> !present.contains(id)).toList());
  }

  private void noteLeftOut(int labelled, Set<String> present, List<String> notes) {
    int listed = annotations.pictures().size();
    if (listed > labelled) {
      notes.add(
          "of the %d images in %s %d have no annotation and are left out"
              .formatted(listed, folder(part), listed - labelled));
    }
    Set<String> strays = new HashSet<>(present);
    annotations.pictures().values().forEach(picture -> strays.remove(path(picture)));
    if (!strays.isEmpty()) {
      notes.add(
          "of the files in %s %d are not in %s and are left out (%s)"
              .formatted(
                  folder(part),
                  strays.size(),
                  annotations(part),
                  AnnotatedImages.some(strays.stream().sorted().toList())));
    }
  }

  private void noteLacking(List<ImageFile> images, List<String> notes) {
    long bare = images.stream().filter(image -> image.mask() == null).count();
    if (bare > 0) {
      notes.add(
          "of the %d images in %s %d have no mask, since their annotations have no outline"
              .formatted(images.size(), folder(part), bare));
    }
    List<String> empty = categories.without(images.stream().map(ImageFile::label).toList());
    if (!empty.isEmpty()) {
      notes.add(
          "of the %d classes %d have no image in %s, where they are never the largest (%s)"
              .formatted(
                  categories.names().size(),
                  empty.size(),
                  folder(part),
                  AnnotatedImages.some(empty)));
    }
  }

  private void refuse(String problem, List<String> cases) {
    if (!cases.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot use the annotations %s because %d %s (%s)"
              .formatted(
                  files.uri(annotations(part)),
                  cases.size(),
                  problem,
                  AnnotatedImages.some(cases.stream().sorted().toList())));
    }
  }
}
