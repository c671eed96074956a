package org.dafusion.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sorts the names below a dataset's root into classes, and says what it found when they do not make
 * a dataset.
 *
 * <p>A folder without images is still a class, one that its owner forgot to fill; names that begin
 * with a dot, and what macOS adds to archives, are no part of the dataset.
 */
final class FolderListing {
  // What the image decoder reads.
  private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "bmp", "gif");
  // Photos too: they become rows that are refused. What is no photo is ignored.
  private static final Set<String> OTHER_PHOTOS =
      Set.of("jpe", "jfif", "webp", "tif", "tiff", "heic", "heif", "avif");
  private static final String ARCHIVE_LEFTOVERS = "__MACOSX";
  private static final String MASKS = "masks";
  private static final int FOLDERS_SHOWN = 12;
  private static final int MASKS_SHOWN = 5;

  /** One name: its elements, and whether it is an image, a folder, or a file of another kind. */
  private record Entry(String path, List<String> elements, boolean isFolder) {
    static Entry of(String path) {
      List<String> elements =
          Arrays.stream(path.split("/")).filter(element -> !element.isEmpty()).toList();
      return new Entry(path, elements, path.endsWith("/"));
    }

    boolean isHidden() {
      return elements.stream().anyMatch(e -> e.startsWith(".") || e.equals(ARCHIVE_LEFTOVERS));
    }

    boolean isImage() {
      String name = elements.get(elements.size() - 1);
      String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      return !isFolder
          && name.contains(".")
          && (EXTENSIONS.contains(extension) || OTHER_PHOTOS.contains(extension));
    }

    /** The folder at this depth, from 0, or null where the path is not that deep. */
    String folder(int depth) {
      int folders = isFolder ? elements.size() : elements.size() - 1;
      return depth < folders ? elements.get(depth) : null;
    }
  }

  private final String root;
  private final List<Entry> all;

  /** All but the masks. */
  private final List<Entry> entries;

  private final Set<String> masks;

  FolderListing(String root, Collection<String> relativePaths) {
    this.root = root;
    this.all =
        new TreeSet<>(relativePaths)
            .stream()
                .map(Entry::of)
                .filter(entry -> !entry.elements().isEmpty() && !entry.isHidden())
                .toList();
    boolean holdsMasks = holdsMasks();
    this.entries = all.stream().filter(entry -> !(holdsMasks && isInMasks(entry))).toList();
    this.masks =
        all.stream()
            .filter(entry -> holdsMasks && isInMasks(entry) && entry.isImage())
            .map(Entry::path)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a path is no part of any dataset. */
  static boolean isHidden(String path) {
    return Entry.of(path).isHidden();
  }

  /** Whether a path is that of a photo which is part of a dataset. */
  static boolean isImage(String path) {
    Entry entry = Entry.of(path);
    return !entry.isHidden() && entry.isImage();
  }

  boolean hasImages() {
    return entries.stream().anyMatch(Entry::isImage);
  }

  /**
   * Whether the first folders are parts. Images that lie directly in a folder "train" do not make
   * it one: they are photos of trains.
   */
  boolean hasParts() {
    return hasParts(entries);
  }

  private static boolean hasParts(List<Entry> entries) {
    return entries.stream()
        .anyMatch(
            entry ->
                entry.isImage()
                    && entry.folder(1) != null
                    && Part.ofFolder(entry.folder(0)) != null);
  }

  /** The path of an image's mask, or null where it has none. */
  String maskOf(String imagePath) {
    String mask = maskPath(imagePath);
    return masks.contains(mask) ? mask : null;
  }

  /**
   * Sees to it that nobody's mask is left aside in silence.
   *
   * @throws InvalidDatasetException if a mask does not lie at the place of an image's mask
   */
  void refuseMasksWithoutImage() {
    Set<String> strays = new TreeSet<>(masks);
    entries.stream().filter(Entry::isImage).map(e -> maskPath(e.path())).forEach(strays::remove);
    if (!strays.isEmpty()) {
      int more = strays.size() - MASKS_SHOWN;
      throw new InvalidDatasetException(
          "Cannot use the masks of %s because %d of %d have no image (%s%s): %s"
              .formatted(
                  root,
                  strays.size(),
                  masks.size(),
                  strays.stream().limit(MASKS_SHOWN).collect(Collectors.joining(", ")),
                  more > 0 ? " and " + more + " more" : "",
                  rule()));
    }
  }

  /** Where masks belong, by the first image in a folder. */
  private String rule() {
    return entries.stream()
        .filter(entry -> entry.isImage() && entry.folder(0) != null)
        .map(Entry::path)
        .findFirst()
        .map(path -> "the mask of %s must be %s".formatted(path, maskPath(path)))
        .orElse("no folder beside " + MASKS + " holds an image");
  }

  private static String maskPath(String imagePath) {
    return MASKS + "/" + imagePath.substring(0, imagePath.lastIndexOf('.')) + ".png";
  }

  /**
   * Whether the folder "masks" holds masks. Beside parts it can hold nothing else; in a flat folder
   * it may be a class, of things to wear, and then no folder in it has the name of another class.
   */
  private boolean holdsMasks() {
    Set<String> others =
        all.stream()
            .filter(entry -> !isInMasks(entry) && entry.folder(0) != null)
            .map(entry -> entry.folder(0))
            .collect(Collectors.toSet());
    boolean besideParts = hasParts(all);
    return all.stream()
        .filter(FolderListing::isInMasks)
        .anyMatch(entry -> besideParts || others.contains(entry.folder(1)));
  }

  private static boolean isInMasks(Entry entry) {
    return MASKS.equals(entry.folder(0));
  }

  /** Images by class for each part that has a folder, all sorted by name. */
  Map<Part, SortedMap<String, List<String>>> parts() {
    Map<Part, String> folders = new TreeMap<>();
    Map<Part, SortedMap<String, List<String>>> parts = new TreeMap<>();
    for (Entry entry : entries) {
      Part part = entry.folder(0) == null ? null : Part.ofFolder(entry.folder(0));
      if (part == null) {
        continue;
      }
      String other = folders.putIfAbsent(part, entry.folder(0));
      if (other != null && !other.equals(entry.folder(0))) {
        throw refusal("both " + other + " and " + entry.folder(0) + " name the same part");
      }
      add(entry, entry.folder(1), parts.computeIfAbsent(part, p -> new TreeMap<>()));
    }
    return parts;
  }

  /** Images by class where the first folders are classes, all sorted by name. */
  SortedMap<String, List<String>> classes() {
    SortedMap<String, List<String>> classes = new TreeMap<>();
    entries.forEach(entry -> add(entry, entry.folder(0), classes));
    return classes;
  }

  /** An exception that says why, what a dataset looks like, and what is there instead. */
  InvalidDatasetException refusal(String reason) {
    return new InvalidDatasetException(
        """
        Cannot use %s as a dataset because %s: expected train/<class>/… and validation/<class>/…, or \
        <class>/… to be split by dataset.validation-fraction, with files named %s; found %s"""
            .formatted(
                root,
                reason,
                new TreeSet<>(EXTENSIONS).stream().collect(Collectors.joining(", .", ".", "")),
                found()));
  }

  private static void add(Entry entry, String className, Map<String, List<String>> classes) {
    if (className == null) {
      return;
    }
    List<String> images = classes.computeIfAbsent(className, name -> new ArrayList<>());
    if (entry.isImage()) {
      images.add(entry.path());
    }
  }

  private String found() {
    if (all.isEmpty()) {
      return "nothing";
    }
    SortedMap<String, Integer> images = new TreeMap<>();
    for (Entry entry : all) {
      String folder = entry.folder(0) == null ? "the folder itself" : entry.folder(0) + "/";
      images.merge(folder, entry.isImage() ? 1 : 0, Integer::sum);
    }
    String shown =
        images.entrySet().stream()
            .limit(FOLDERS_SHOWN)
            .map(each -> each.getKey() + " with " + imageCount(each.getValue()))
            .collect(Collectors.joining(", "));
    int more = images.size() - FOLDERS_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private static String imageCount(int count) {
    return switch (count) {
      case 0 -> "no image";
      case 1 -> "1 image";
      default -> count + " images";
    };
  }
}
