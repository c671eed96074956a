package org.dafusion.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * COCO 2017 (Lin et al., "Microsoft COCO: Common Objects in Context"), or another dataset that lies
 * on disk as it does, as a classification of images: an image is of the class of its annotation
 * with the largest area, which is also its mask. Of several that are equally large the first
 * counts, and annotations of crowds take part, as in the reference code.
 *
 * <p>On disk are {@code annotations/instances_train2017.json} and {@code
 * annotations/instances_val2017.json}, and the images in {@code train2017/} and {@code val2017/}.
 * Images without an annotation are left out. An image's id is its path, such as {@code
 * train2017/000000000009.jpg}, and those of a class are in order of id, where the reference has
 * them in that of the file.
 *
 * <p>A class may have no image in a part, since of rare and small things none may be the largest of
 * its image; the notes say so.
 */
public final class CocoDataset implements ImageDataset {
  /** Its name in tables, and the word of its format. */
  public static final String NAME = "coco";

  /** What an error says of a folder that is none. */
  public static final String EXPECTED =
      "annotations/instances_train2017.json and annotations/instances_val2017.json beside the folders train2017 and val2017";

  private static final Map<Part, String> FOLDERS =
      new EnumMap<>(Map.of(Part.TRAIN, "train2017", Part.VALIDATION, "val2017"));
  private static final int SHOWN = 5;

  private final String name;
  private final List<String> classNames;
  private final Map<Part, List<ImageFile>> files;
  private final List<String> notes;

  private CocoDataset(
      String name, List<String> classNames, Map<Part, List<ImageFile>> files, List<String> notes) {
    this.name = name;
    this.classNames = classNames;
    this.files = files;
    this.notes = List.copyOf(notes);
  }

  /**
   * Reads the annotations and lists the folders.
   *
   * @throws InvalidDatasetException if a file of annotations is absent or broken, if an annotation
   *     names an image or a category that the file does not have, if an image's file is absent, or
   *     if the parts have different categories
   */
  public static CocoDataset of(DatasetFiles files) {
    requireAnnotations(files);
    List<String> notes = new ArrayList<>();
    Map<Part, List<ImageFile>> images = new EnumMap<>(Part.class);
    CocoFile train = read(files, Part.TRAIN);
    CocoCategories categories =
        CocoCategories.of(train.categories(), files.uri(annotations(Part.TRAIN)));
    if (!categories.official()) {
      notes.add(
          "its categories are not COCO's: its classes are the %d of its own files, in order of id"
              .formatted(categories.names().size()));
    }
    images.put(Part.TRAIN, new Listing(files, Part.TRAIN, train, categories).images(notes));
    CocoFile validation = read(files, Part.VALIDATION);
    requireSame(files, train, validation);
    images.put(
        Part.VALIDATION, new Listing(files, Part.VALIDATION, validation, categories).images(notes));
    return new CocoDataset(
        categories.official() ? NAME : lastName(files.root()), categories.names(), images, notes);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public List<ImageFile> files(Part part) {
    return files.getOrDefault(part, List.of());
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  private static String annotations(Part part) {
    return "annotations/instances_" + FOLDERS.get(part) + ".json";
  }

  private static void requireAnnotations(DatasetFiles files) {
    List<String> absent =
        FOLDERS.keySet().stream()
            .map(CocoDataset::annotations)
            .filter(path -> !files.exists(path))
            .toList();
    if (!absent.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot use the dataset %s because there is no %s: a COCO dataset has %s"
              .formatted(files.root(), String.join(" and no ", absent), EXPECTED));
    }
  }

  private static CocoFile read(DatasetFiles files, Part part) {
    String path = annotations(part);
    try (InputStream in = files.open(path)) {
      return CocoFileReader.read(files.uri(path), in);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read " + files.uri(path) + " because " + e.getMessage(), e);
    }
  }

  private static void requireSame(DatasetFiles files, CocoFile train, CocoFile validation) {
    if (!train.categories().equals(validation.categories())) {
      throw new InvalidDatasetException(
          "Cannot use the dataset %s because its files have different categories: %s %s and %s %s"
              .formatted(
                  files.root(),
                  annotations(Part.TRAIN),
                  train.categories(),
                  annotations(Part.VALIDATION),
                  validation.categories()));
    }
  }

  private static String lastName(String root) {
    return root.substring(root.lastIndexOf('/') + 1);
  }

  /** One part: its annotations and the names in its folder. */
  private record Listing(
      DatasetFiles files, Part part, CocoFile annotations, CocoCategories categories) {
    /** The images, class after class, in order of id; what there is to say of them is added. */
    List<ImageFile> images(List<String> notes) {
      Collection<CocoFile.Annotation> largest = annotations.largest().values();
      refuse(
          "annotations name images that it does not list",
          largest.stream()
              .filter(each -> !annotations.pictures().containsKey(each.image()))
              .map(each -> "annotation %d: image %d".formatted(each.id(), each.image()))
              .toList());
      refuse(
          "categories of annotations are not listed",
          annotations.usedCategories().entrySet().stream()
              .filter(used -> categories.label(used.getKey()) == null)
              .map(used -> "annotation %d: category %d".formatted(used.getValue(), used.getKey()))
              .toList());
      List<ImageFile> images =
          largest.stream()
              .map(this::image)
              .sorted(Comparator.comparingInt(ImageFile::label).thenComparing(ImageFile::id))
              .toList();
      requireFiles(images);
      note(images, notes);
      return images;
    }

    private ImageFile image(CocoFile.Annotation annotation) {
      CocoFile.Picture picture = annotations.pictures().get(annotation.image());
      String path = FOLDERS.get(part) + "/" + picture.fileName();
      int label = categories.label(annotation.category());
      return ImageFile.of(path, files.uri(path), label, categories.names().get(label), part)
          .masked(annotation.outline() == null ? null : annotation.outline().maskText(picture));
    }

    private void requireFiles(List<ImageFile> images) {
      Set<String> twins = new HashSet<>();
      refuse(
          "images share a file",
          images.stream().map(ImageFile::id).filter(id -> !twins.add(id)).toList());
      Set<String> present = new HashSet<>(files.list(FOLDERS.get(part)));
      refuse(
          "images that it lists are not there",
          images.stream().map(ImageFile::id).filter(id -> !present.contains(id)).toList());
    }

    private void refuse(String problem, List<String> cases) {
      if (!cases.isEmpty()) {
        throw new InvalidDatasetException(
            "Cannot use the annotations %s because %d %s (%s%s)"
                .formatted(
                    files.uri(CocoDataset.annotations(part)),
                    cases.size(),
                    problem,
                    cases.stream().sorted().limit(SHOWN).collect(Collectors.joining(", ")),
                    cases.size() > SHOWN ? ", …" : ""));
      }
    }

    private void note(List<ImageFile> images, List<String> notes) {
      String folder = FOLDERS.get(part);
      int bare = annotations.pictures().size() - images.size();
      if (bare > 0) {
        notes.add(
            "of the %d images in %s %d have no annotation and are left out"
                .formatted(annotations.pictures().size(), folder, bare));
      }
      long unmasked = images.stream().filter(image -> image.mask() == null).count();
      if (unmasked > 0) {
        notes.add(
            "of the %d images in %s %d have no mask, since their annotations have no outline"
                .formatted(images.size(), folder, unmasked));
      }
      List<String> empty = categories.without(images.stream().map(ImageFile::label).toList());
      if (!empty.isEmpty()) {
        notes.add(
            "of the %d classes %d have no image in %s, where they are never the largest (%s%s)"
                .formatted(
                    categories.names().size(),
                    empty.size(),
                    folder,
                    empty.stream().limit(SHOWN).collect(Collectors.joining(", ")),
                    empty.size() > SHOWN ? ", …" : ""));
      }
    }
  }
}
