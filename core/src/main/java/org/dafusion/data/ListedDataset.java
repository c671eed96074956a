package org.dafusion.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A dataset whose images come with their labels and parts, such as one of Hugging Face.
 *
 * <p>Where no image is for validation, those of the test part are; where there is no such part
 * either, a share of each class is kept, as {@link ImageFolder} does with a flat folder.
 */
public final class ListedDataset implements ImageDataset {
  private final String name;
  private final List<String> classNames;
  private final Map<Part, List<ImageFile>> files;

  private ListedDataset(
      String name, List<String> classNames, Map<Part, List<ImageFile>> filesByPart) {
    this.name = name;
    this.classNames = List.copyOf(classNames);
    this.files = new EnumMap<>(Part.class);
    Comparator<ImageFile> order =
        Comparator.comparingInt(ImageFile::label).thenComparing(ImageFile::id);
    filesByPart.forEach((part, all) -> files.put(part, all.stream().sorted(order).toList()));
  }

  /**
   * Makes a dataset of a list.
   *
   * @param name for tables and figures
   * @param classNames by label; none twice
   * @param files in any order, each with a label and its class's name
   * @param validationFraction share of each class kept for validation where all files are for
   *     training; see {@link ImageFolder#of}
   * @param splitSeed seed of that choice
   * @throws InvalidDatasetException if two classes or two files are called the same, or if a class
   *     has no image for training, or none for validation where others have some
   */
  public static ListedDataset of(
      String name,
      List<String> classNames,
      List<ImageFile> files,
      double validationFraction,
      long splitSeed) {
    ValidationSplit split = new ValidationSplit(validationFraction, splitSeed);
    refuseTwins(name, "class", classNames);
    refuseTwins(name, "image", files.stream().map(ImageFile::id).toList());
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
    ListedDataset listed = new ListedDataset(name, classNames, parts);
    return splits ? listed.split(split) : listed;
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

  private ListedDataset split(ValidationSplit split) {
    List<List<ImageFile>> classes =
        IntStream.range(0, classNames.size())
            .mapToObj(label -> files(Part.TRAIN).stream().filter(f -> f.label() == label).toList())
            .toList();
    List<boolean[]> kept = split.kept(classes.stream().map(List::size).toList());
    Map<Part, List<ImageFile>> parts =
        Map.of(Part.TRAIN, new ArrayList<>(), Part.VALIDATION, new ArrayList<>());
    for (int label = 0; label < classes.size(); label++) {
      for (int i = 0; i < classes.get(label).size(); i++) {
        Part part = kept.get(label)[i] ? Part.VALIDATION : Part.TRAIN;
        parts.get(part).add(classes.get(label).get(i).in(part));
      }
    }
    return new ListedDataset(name, classNames, parts);
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
