package org.dafusion.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.Mask;
import org.dafusion.image.UndecodableImageException;

/**
 * One part of PASCAL VOC: the images that its list names.
 *
 * @param home path of the folder {@code VOC2012} below the root, with a slash at its end, or empty
 */
record VocPart(DatasetFiles files, String home, Part part, List<String> classNames) {
  private static final String PHOTOS = "JPEGImages/";
  private static final String CLASSES = "SegmentationClass/";
  private static final String OBJECTS = "SegmentationObject/";

  /** VOC's pictures have at most 500 x 500. */
  private static final ImageDecoder DECODER = new ImageDecoder(1 << 24);

  /** What became of an image: a labelled file or a problem, and neither where it has no object. */
  private record Reading(ImageFile image, boolean otherUpstream, String problem) {
    static Reading refused(String problem) {
      return new Reading(null, false, problem);
    }
  }

  /** The file that names the images of a part, below {@code VOC2012}. */
  static String list(Part part) {
    return "ImageSets/Segmentation/" + (part == Part.TRAIN ? "train.txt" : "val.txt");
  }

  /** The error of a folder without the list. */
  static InvalidDatasetException noList(DatasetFiles files, Part part) {
    return new InvalidDatasetException(
        "Cannot use the dataset %s because there is no %s: PASCAL VOC 2012 is a folder with %s"
            .formatted(files.root(), list(part), PascalVoc.EXPECTED));
  }

  /**
   * The images, class after class, in order of id.
   *
   * @param seen names of images in other parts; those of this one are added
   * @param notes what there is to say of them is added
   */
  List<ImageFile> images(Set<String> seen, List<String> notes) {
    List<String> names = names();
    refuse("images were listed before", names.stream().filter(name -> !seen.add(name)).toList());
    requireFiles(names);
    // several at a time, in the list's order
    List<Reading> readings = names.parallelStream().map(this::reading).toList();
    refuse(
        "images cannot be labelled",
        readings.stream().map(Reading::problem).filter(Objects::nonNull).toList());
    List<ImageFile> images =
        readings.stream()
            .map(Reading::image)
            .filter(Objects::nonNull)
            .sorted(Comparator.comparingInt(ImageFile::label).thenComparing(ImageFile::id))
            .toList();
    note(names.size(), images, readings.stream().filter(Reading::otherUpstream).count(), notes);
    return images;
  }

  private List<String> names() {
    if (!files.exists(home + list(part))) {
      throw noList(files, part);
    }
    return new String(read(list(part)), StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .sorted()
        .toList();
  }

  private void requireFiles(List<String> names) {
    Set<String> present = new HashSet<>();
    for (String folder : List.of(PHOTOS, CLASSES, OBJECTS)) {
      present.addAll(files.list(home + folder.substring(0, folder.length() - 1)));
    }
    refuse(
        "files are not there",
        names.stream()
            .flatMap(name -> List.of(photo(name), classes(name), objects(name)).stream())
            .filter(path -> !present.contains(home + path))
            .toList());
  }

  private Reading reading(String name) {
    String picture = classes(name);
    try {
      Mask classes = DECODER.decodeIndices(read(picture));
      picture = objects(name);
      Mask objects = DECODER.decodeIndices(read(picture));
      if (classes.width() != objects.width() || classes.height() != objects.height()) {
        return Reading.refused(
            "%s has %d x %d pixels, and %s %d x %d"
                .formatted(
                    picture,
                    objects.width(),
                    objects.height(),
                    classes(name),
                    classes.width(),
                    classes.height()));
      }
      VocObject largest = VocObject.largest(classes, objects);
      return largest == null ? new Reading(null, false, null) : labelled(name, largest);
    } catch (UndecodableImageException e) {
      return Reading.refused(picture + ": " + e.getMessage());
    }
  }

  private Reading labelled(String name, VocObject object) {
    int label = object.classIndex() - 1;
    if (label < 0 || label >= classNames.size()) {
      return Reading.refused(
          "%s has %s at the first pixel of the object %d, the largest in %s: must be a class, 1 to %d"
              .formatted(
                  classes(name),
                  inWords(object.classIndex()),
                  object.index(),
                  objects(name),
                  classNames.size()));
    }
    String mask = new ObjectMask.InPalette(uri(objects(name)), object.index()).text();
    return new Reading(
        ImageFile.of(photo(name), uri(photo(name)), label, classNames.get(label), part)
            .masked(mask),
        object.otherUpstream(),
        null);
  }

  private static String inWords(int classIndex) {
    return switch (classIndex) {
      case VocObject.BACKGROUND -> "background (0)";
      case VocObject.VOID -> "void (255)";
      default -> Integer.toString(classIndex);
    };
  }

  private void note(int listed, List<ImageFile> images, long otherUpstream, List<String> notes) {
    int empty = listed - images.size();
    if (empty > 0) {
      notes.add(
          "of the %d images in %s %d have no object and are left out"
              .formatted(listed, list(part), empty));
    }
    if (otherUpstream > 0) {
      notes.add(
          "of the images in %s %d have no background or no void, for which the reference code takes their largest object"
              .formatted(list(part), otherUpstream));
    }
  }

  private void refuse(String problem, List<String> cases) {
    if (!cases.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot use the list %s because %d of its %s (%s)"
              .formatted(uri(list(part)), cases.size(), problem, AnnotatedImages.some(cases)));
    }
  }

  private byte[] read(String path) {
    try (InputStream in = files.open(home + path)) {
      return BoundedFile.read(uri(path), in, BoundedFile.MOST_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + uri(path) + " because " + e.getMessage(), e);
    }
  }

  private String uri(String path) {
    return files.uri(home + path);
  }

  private static String photo(String name) {
    return PHOTOS + name + ".jpg";
  }

  private static String classes(String name) {
    return CLASSES + name + ".png";
  }

  private static String objects(String name) {
    return OBJECTS + name + ".png";
  }
}
