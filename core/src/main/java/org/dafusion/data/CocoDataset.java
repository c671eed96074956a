package org.dafusion.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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

  private static final List<Part> PARTS = List.of(Part.TRAIN, Part.VALIDATION);

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
    CocoFile train = read(files, Part.TRAIN);
    CocoCategories categories =
        CocoCategories.of(train.categories(), files.uri(CocoPart.annotations(Part.TRAIN)));
    CocoFile validation = read(files, Part.VALIDATION);
    requireSame(files, train, validation);
    List<String> notes = new ArrayList<>();
    if (!categories.official()) {
      notes.add(
          "its categories are not COCO's: its classes are the %d of its own files, in order of id"
              .formatted(categories.names().size()));
    }
    Map<Part, List<ImageFile>> images = new EnumMap<>(Part.class);
    images.put(Part.TRAIN, new CocoPart(files, Part.TRAIN, train, categories).images(notes));
    images.put(
        Part.VALIDATION,
        new CocoPart(files, Part.VALIDATION, validation, categories).images(notes));
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

  private static void requireAnnotations(DatasetFiles files) {
    List<String> absent =
        PARTS.stream().map(CocoPart::annotations).filter(path -> !files.exists(path)).toList();
    if (!absent.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot use the dataset %s because there is no %s: a COCO dataset has %s"
              .formatted(files.root(), String.join(" and no ", absent), EXPECTED));
    }
  }

  private static CocoFile read(DatasetFiles files, Part part) {
    String path = CocoPart.annotations(part);
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
                  CocoPart.annotations(Part.TRAIN),
                  train.categories(),
                  CocoPart.annotations(Part.VALIDATION),
                  validation.categories()));
    }
  }

  private static String lastName(String root) {
    return root.substring(root.lastIndexOf('/') + 1);
  }
}
