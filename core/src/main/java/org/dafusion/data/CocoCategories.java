package org.dafusion.data;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The classes of a dataset in COCO's format. Ids have gaps; a label is the position of its class in
 * the order of ids.
 *
 * <p>Where all categories of the files are among the 80 of COCO 2017, under the same ids, those 80
 * are the classes, so that a part of COCO has COCO's labels. Files with others have classes of
 * their own.
 */
final class CocoCategories {
  private static final List<String> NAMES =
      List.of(
          "person",
          "bicycle",
          "car",
          "motorcycle",
          "airplane",
          "bus",
          "train",
          "truck",
          "boat",
          "traffic light",
          "fire hydrant",
          "stop sign",
          "parking meter",
          "bench",
          "bird",
          "cat",
          "dog",
          "horse",
          "sheep",
          "cow",
          "elephant",
          "bear",
          "zebra",
          "giraffe",
          "backpack",
          "umbrella",
          "handbag",
          "tie",
          "suitcase",
          "frisbee",
          "skis",
          "snowboard",
          "sports ball",
          "kite",
          "baseball bat",
          "baseball glove",
          "skateboard",
          "surfboard",
          "tennis racket",
          "bottle",
          "wine glass",
          "cup",
          "fork",
          "knife",
          "spoon",
          "bowl",
          "banana",
          "apple",
          "sandwich",
          "orange",
          "broccoli",
          "carrot",
          "hot dog",
          "pizza",
          "donut",
          "cake",
          "chair",
          "couch",
          "potted plant",
          "bed",
          "dining table",
          "toilet",
          "tv",
          "laptop",
          "mouse",
          "remote",
          "keyboard",
          "cell phone",
          "microwave",
          "oven",
          "toaster",
          "sink",
          "refrigerator",
          "book",
          "clock",
          "vase",
          "scissors",
          "teddy bear",
          "hair drier",
          "toothbrush");

  /** Ids of classes that COCO planned and never annotated; the others are 1 to 90. */
  private static final Set<Long> UNUSED_IDS =
      Set.of(12L, 26L, 29L, 30L, 45L, 66L, 68L, 69L, 71L, 83L);

  private static final SortedMap<Long, String> COCO_2017 = coco2017();

  private final boolean official;
  private final List<String> names;
  private final Map<Long, Integer> labels = new HashMap<>();

  private CocoCategories(SortedMap<Long, String> categories) {
    this.official = COCO_2017.entrySet().containsAll(categories.entrySet());
    SortedMap<Long, String> classes = official ? COCO_2017 : categories;
    this.names = List.copyOf(classes.values());
    classes.keySet().forEach(id -> labels.put(id, labels.size()));
  }

  /**
   * The classes of these categories.
   *
   * @param categories names by id, at least one
   * @param shownAs what an error calls their file
   * @throws InvalidDatasetException if there is none, or two have one name
   */
  static CocoCategories of(SortedMap<Long, String> categories, String shownAs) {
    if (categories.isEmpty()) {
      throw refusal(shownAs, "its categories are empty");
    }
    Map<String, Long> owners = new HashMap<>();
    categories.forEach(
        (id, name) -> {
          Long other = owners.put(name, id);
          if (other != null) {
            throw refusal(
                shownAs, "its categories %d and %d are both called %s".formatted(other, id, name));
          }
        });
    return new CocoCategories(categories);
  }

  /** Whether they are those of COCO 2017. */
  boolean official() {
    return official;
  }

  /** By label. */
  List<String> names() {
    return names;
  }

  /** The label of a category; null where there is no such category. */
  Integer label(long category) {
    return labels.get(category);
  }

  /** Names of classes that none of the labels is for, in order. */
  List<String> without(Collection<Integer> seen) {
    Set<Integer> labelled = new HashSet<>(seen);
    return labels.values().stream()
        .sorted()
        .filter(label -> !labelled.contains(label))
        .map(names::get)
        .toList();
  }

  private static SortedMap<Long, String> coco2017() {
    SortedMap<Long, String> categories = new TreeMap<>();
    long id = 0;
    for (String name : NAMES) {
      do {
        id++;
      } while (UNUSED_IDS.contains(id));
      categories.put(id, name);
    }
    return categories;
  }

  private static InvalidDatasetException refusal(String shownAs, String reason) {
    return new InvalidDatasetException(
        "Cannot use the annotations %s because %s".formatted(shownAs, reason));
  }
}
