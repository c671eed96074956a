package org.dafusion.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The segmentation task of PASCAL VOC 2012 (Everingham et al.) as a classification of images: an
 * image is of the class of its largest object, which is also its mask. Of several that are equally
 * large it is the one with the lowest number.
 *
 * <p>On disk are {@code ImageSets/Segmentation/train.txt} and {@code val.txt}, which name the
 * images, {@code JPEGImages/}, {@code SegmentationClass/} and {@code SegmentationObject/}. The last
 * two hold PNG files with palettes, whose indices are read and whose colours mean nothing: 0 is
 * background, 255 the void around objects, and others are classes or objects.
 *
 * <p>The reference code takes the smallest and the largest number in a file of objects for
 * background and void, so that an image without void loses its last object. Here background is 0
 * and void 255, and nothing else; a note counts the images where that matters.
 *
 * <p>An image's id is its path below the folder {@code VOC2012}, such as {@code
 * JPEGImages/2007_000032.jpg}.
 */
public final class PascalVoc implements ImageDataset {
  /** Its name in tables, and the word of its format. */
  public static final String NAME = "pascal-voc";

  /** What an error says of a folder that is none. */
  public static final String EXPECTED =
      "ImageSets/Segmentation, JPEGImages, SegmentationClass and SegmentationObject, or VOC2012 or VOCdevkit/VOC2012 with these";

  /** In the order of VOC's indices from 1, called as the reference code calls them. */
  private static final List<String> CLASSES =
      List.of(
          "airplane",
          "bicycle",
          "bird",
          "boat",
          "bottle",
          "bus",
          "car",
          "cat",
          "chair",
          "cow",
          "dining table",
          "dog",
          "horse",
          "motorcycle",
          "person",
          "potted plant",
          "sheep",
          "sofa",
          "train",
          "television");

  private static final List<String> HOMES = List.of("", "VOC2012/", "VOCdevkit/VOC2012/");

  private final Map<Part, List<ImageFile>> files;
  private final List<String> notes;

  private PascalVoc(Map<Part, List<ImageFile>> files, List<String> notes) {
    this.files = files;
    this.notes = List.copyOf(notes);
  }

  /**
   * Reads the lists and the 5,826 PNG files that they name, several at a time.
   *
   * @throws InvalidDatasetException if a list or a file that it names is absent, if a PNG has no
   *     palette or cannot be read, or if an object's class is none of the 20
   */
  public static PascalVoc of(DatasetFiles files) {
    String home = home(files);
    List<String> notes = new ArrayList<>();
    Map<Part, List<ImageFile>> images = new EnumMap<>(Part.class);
    Set<String> seen = new HashSet<>();
    for (Part part : List.of(Part.TRAIN, Part.VALIDATION)) {
      images.put(part, new VocPart(files, home, part, CLASSES).images(seen, notes));
    }
    return new PascalVoc(images, notes);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> classNames() {
    return CLASSES;
  }

  @Override
  public List<ImageFile> files(Part part) {
    return files.getOrDefault(part, List.of());
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  private static String home(DatasetFiles files) {
    return HOMES.stream()
        .filter(home -> files.exists(home + VocPart.list(Part.TRAIN)))
        .findFirst()
        .orElseThrow(() -> VocPart.noList(files, Part.TRAIN));
  }
}
