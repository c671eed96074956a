package org.dafusion.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A dataset whose images come with their labels and parts, such as one of Hugging Face.
 *
 * <p>Where no image is for validation, those of the test part are; where there is no such part
 * either, a share of each class is kept, as {@link ImageFolder} does with a flat folder; but of
 * images in clusters whole clusters, so that none is on both sides.
 */
public final class ListedDataset implements ImageDataset {
  private final String name;
  private final List<String> classNames;
  private final Map<Part, List<ImageFile>> files;
  private final List<String> notes;

  private ListedDataset(
      String name,
      List<String> classNames,
      Map<Part, List<ImageFile>> filesByPart,
      List<String> notes) {
    this.name = name;
    this.classNames = List.copyOf(classNames);
    this.files = new EnumMap<>(Part.class);
    Comparator<ImageFile> order =
        Comparator.comparingInt(ImageFile::label).thenComparing(ImageFile::id);
    filesByPart.forEach((part, all) -> files.put(part, all.stream().sorted(order).toList()));
    this.notes = List.copyOf(notes);
  }

  /**
   * Makes a dataset of a list.
   *
   * @param name for tables and figures
   * @param classNames by label; none twice
   * @param files in any order, each with a label and that class's name
   * @param validationFraction share of each class kept for validation where all files are for
   *     training; see {@link ImageFolder#of}
   * @param splitSeed seed of that choice
   * @throws InvalidDatasetException if two classes or two files are called the same, if a file's
   *     label is not that of its class, or if a class has no image for training, or none for
   *     validation where others have some
   */
  public static ListedDataset of(
      String name,
      List<String> classNames,
      List<ImageFile> files,
      double validationFraction,
      long splitSeed) {
    return of(name, classNames, files, new ValidationSplit(validationFraction, splitSeed));
  }

  /**
   * Makes a dataset of a list; otherwise as {@link #of(String, List, List, double, long)}.
   *
   * @param split which files are kept for validation where all are for training
   */
  public static ListedDataset of(
      String name, List<String> classNames, List<ImageFile> files, ValidationSplit split) {
    refuseTwins(name, "class", classNames);
    refuseTwins(name, "image", files.stream().map(ImageFile::id).toList());
    files.forEach(file -> requireLabel(name, classNames, file));
    Map<Part, List<ImageFile>> parts = new EnumMap<>(Part.class);
    files.forEach(file -> parts.computeIfAbsent(file.part(), part -> new ArrayList<>()).add(file));
    if (!parts.containsKey(Part.VALIDATION) && parts.containsKey(Part.TEST)) {
      parts.put(
          Part.VALIDATION,
          parts.remove(Part.TEST).stream().map(file -> file.in(Part.VALIDATION)).toList());
    }
    boolean splits = !parts.containsKey(Part.VALIDATION);
    refuseEmptyClasses(name, classNames, Part.TRAIN, parts);
    if (!splits) {
      refuseEmptyClasses(name, classNames, Part.VALIDATION, parts);
    }
    ListedDataset listed = new ListedDataset(name, classNames, parts, List.of());
    return splits ? listed.split(split) : listed;
  }

  /**
   * The images of a dataset without regard to the parts that it has, split anew.
   *
   * @param split which images are kept for validation
   */
  public static ImageDataset pooled(ImageDataset dataset, ValidationSplit split) {
    List<ImageFile> pool = dataset.files().stream().map(file -> file.in(Part.TRAIN)).toList();
    return of(dataset.name(), dataset.classNames(), pool, split).noting(dataset.notes());
  }

  /** The same dataset with other notes. */
  public ListedDataset noting(List<String> other) {
    return new ListedDataset(name, classNames, files, other);
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

  private ListedDataset split(ValidationSplit split) {
    // every class has an image for training
    List<List<ImageFile>> classes =
        List.copyOf(
            files(Part.TRAIN).stream()
                .collect(Collectors.groupingBy(ImageFile::label, TreeMap::new, Collectors.toList()))
                .values());
    Set<Group> kept =
        split.kept(classes.stream().map(all -> all.stream().map(Group::of).toList()).toList());
    Map<Part, List<ImageFile>> parts =
        files(Part.TRAIN).stream()
            .map(file -> file.in(kept.contains(Group.of(file)) ? Part.VALIDATION : Part.TRAIN))
            .collect(Collectors.groupingBy(ImageFile::part));
    return new ListedDataset(name, classNames, parts, notes);
  }

  /** Images of a cluster resemble each other; one of none is alone. */
  private record Group(String cluster, String loneImage) {
    static Group of(ImageFile file) {
      return new Group(file.cluster(), file.cluster() == null ? file.id() : null);
    }
  }

  private static void requireLabel(String dataset, List<String> classNames, ImageFile file) {
    if (file.label() >= classNames.size()
        || !classNames.get(file.label()).equals(file.className())) {
      throw new InvalidDatasetException(
          "Cannot use the dataset %s because %s has the label %d and the class %s, which must be one of %s by its label"
              .formatted(
                  dataset,
                  file.id(),
                  file.label(),
                  file.className(),
                  AnnotatedImages.some(classNames)));
    }
  }

  private static void refuseTwins(String dataset, String what, Collection<String> names) {
    Set<String> seen = new HashSet<>();
    List<String> twins = names.stream().filter(each -> !seen.add(each)).distinct().toList();
    if (!twins.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot use the dataset %s because more than one %s is called %s"
              .formatted(dataset, what, twins.stream().limit(5).collect(Collectors.joining(", "))));
    }
  }

  private static void refuseEmptyClasses(
      String dataset, List<String> classNames, Part part, Map<Part, List<ImageFile>> parts) {
    Set<Integer> labels =
        parts.getOrDefault(part, List.of()).stream()
            .map(ImageFile::label)
            .collect(Collectors.toSet());
    List<String> empty =
        IntStream.range(0, classNames.size())
            .filter(label -> !labels.contains(label))
            .mapToObj(classNames::get)
            .toList();
    if (!empty.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot use the dataset %s because classes have no image in %s ('%s')"
              .formatted(dataset, part.folderName(), String.join("', '", empty)));
    }
  }
}
