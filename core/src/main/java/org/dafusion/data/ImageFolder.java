package org.dafusion.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A folder of images with one folder per class.
 *
 * <p>Two layouts are read: {@code train/<class>/…} beside {@code validation/<class>/…} (and {@code
 * test/<class>/…}, if there is one), or {@code <class>/…} alone, of which a share of each class is
 * kept for validation. Classes are sorted by name, and so are the files of a class; folders below a
 * class belong to it. An image's id is its path below the root.
 *
 * <p>Masks of the photos' objects may lie in a folder {@code masks} beside these: the mask of
 * {@code train/ant/1.jpg} is {@code masks/train/ant/1.png}, that of {@code ant/1.jpg} is {@code
 * masks/ant/1.png}. A photo without one has none. In a flat folder {@code masks} holds masks only
 * where a folder in it has the name of a class, and is a class otherwise.
 *
 * <p>Captions may lie in files {@code metadata.csv}, as {@link #captioned} reads them.
 */
public final class ImageFolder implements ImageDataset {
  private final String name;
  private final List<String> classNames;
  private final Map<Part, List<ImageFile>> files;

  private ImageFolder(
      String root,
      FolderListing listing,
      Map<Part, SortedMap<String, List<String>>> pathsByPart,
      List<String> classes) {
    String base = root.replaceFirst("/+$", "");
    this.name = base.substring(base.lastIndexOf('/') + 1);
    this.classNames = List.copyOf(classes);
    this.files = new EnumMap<>(Part.class);
    pathsByPart.forEach((part, paths) -> files.put(part, label(base, listing, part, paths)));
  }

  private ImageFolder(ImageFolder other, Captions captions) {
    this.name = other.name;
    this.classNames = other.classNames;
    this.files = new EnumMap<>(Part.class);
    other.files.forEach(
        (part, all) ->
            files.put(
                part, all.stream().map(file -> file.captioned(captions.of(file.id()))).toList()));
  }

  /**
   * Makes a dataset of a listing.
   *
   * @param root folder or URL that the paths are below
   * @param relativePaths all files below the root, parted by {@code /}, in any order; a path that
   *     ends in {@code /} is a folder, by which a class without a file can be noticed
   * @param validationFraction share of each class that a flat folder keeps for validation, 0 to
   *     below 1: rounded down, but at least one image of a class that has two, and never all; 0
   *     keeps none
   * @param splitSeed seed of that choice, at least 0; one NumPy generator permutes class after
   *     class
   * @throws InvalidDatasetException if there is no image, if a class has none where it needs one,
   *     if a part has a class that training lacks, or if a mask has no image
   */
  public static ImageFolder of(
      String root, List<String> relativePaths, double validationFraction, long splitSeed) {
    ValidationSplit split = new ValidationSplit(validationFraction, splitSeed);
    FolderListing listing = new FolderListing(root, relativePaths);
    if (!listing.hasImages()) {
      throw listing.refusal("it holds no image");
    }
    Map<Part, SortedMap<String, List<String>>> parts =
        listing.hasParts() ? parts(listing) : split(listing, split);
    listing.refuseMasksWithoutImage();
    return new ImageFolder(root, listing, parts, List.copyOf(parts.get(Part.TRAIN).keySet()));
  }

  /**
   * The same images with their captions. An image that no file names has none.
   *
   * @param metadata content of the files of {@link Captions#filesIn}, by path below the root
   * @throws InvalidDatasetException if one cannot be read, if it names a file that is no image of
   *     this dataset, or if an image is captioned twice
   */
  public ImageFolder captioned(Map<String, byte[]> metadata) {
    Captions captions = Captions.of(name, metadata);
    Set<String> ids = new HashSet<>();
    files.values().forEach(all -> all.forEach(file -> ids.add(file.id())));
    captions.refuseAllBut(ids);
    return new ImageFolder(this, captions);
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

  private static Map<Part, SortedMap<String, List<String>>> parts(FolderListing listing) {
    Map<Part, SortedMap<String, List<String>>> parts = listing.parts();
    for (Part part : List.of(Part.TRAIN, Part.VALIDATION)) {
      if (!parts.containsKey(part)) {
        throw listing.refusal("there is no folder " + part.folderName());
      }
      refuseEmptyClasses(listing, parts.get(part), " in " + part.folderName());
    }
    Set<String> trained = parts.get(Part.TRAIN).keySet();
    parts.forEach(
        (part, classes) -> {
          List<String> unknown =
              classes.keySet().stream().filter(name -> !trained.contains(name)).toList();
          if (!unknown.isEmpty()) {
            throw listing.refusal(
                part.folderName() + " has classes that train lacks (" + quoted(unknown) + ")");
          }
        });
    List<String> unvalidated =
        trained.stream().filter(name -> !parts.get(Part.VALIDATION).containsKey(name)).toList();
    if (!unvalidated.isEmpty()) {
      throw listing.refusal(
          "train has classes that validation lacks (" + quoted(unvalidated) + ")");
    }
    return parts;
  }

  private static Map<Part, SortedMap<String, List<String>>> split(
      FolderListing listing, ValidationSplit split) {
    SortedMap<String, List<String>> classes = listing.classes();
    if (classes.isEmpty()) {
      throw listing.refusal("its images are in no class folder");
    }
    refuseEmptyClasses(listing, classes, "");
    Set<String> kept = split.kept(List.copyOf(classes.values()));
    SortedMap<String, List<String>> train = new TreeMap<>();
    SortedMap<String, List<String>> validation = new TreeMap<>();
    classes.forEach(
        (name, paths) -> {
          train.put(name, paths.stream().filter(path -> !kept.contains(path)).toList());
          validation.put(name, paths.stream().filter(kept::contains).toList());
        });
    return Map.of(Part.TRAIN, train, Part.VALIDATION, validation);
  }

  private static void refuseEmptyClasses(
      FolderListing listing, SortedMap<String, List<String>> classes, String where) {
    List<String> empty =
        classes.keySet().stream().filter(name -> classes.get(name).isEmpty()).toList();
    if (!empty.isEmpty()) {
      throw listing.refusal("classes have no image" + where + " (" + quoted(empty) + ")");
    }
  }

  private static String quoted(List<String> names) {
    return "'" + String.join("', '", names) + "'";
  }

  private List<ImageFile> label(
      String base, FolderListing listing, Part part, SortedMap<String, List<String>> paths) {
    List<ImageFile> labelled = new ArrayList<>();
    for (int label = 0; label < classNames.size(); label++) {
      String className = classNames.get(label);
      for (String path : paths.getOrDefault(className, List.of())) {
        String mask = listing.maskOf(path);
        labelled.add(
            ImageFile.of(path, base + "/" + path, label, className, part)
                .masked(mask == null ? null : base + "/" + mask));
      }
    }
    return List.copyOf(labelled);
  }
}
