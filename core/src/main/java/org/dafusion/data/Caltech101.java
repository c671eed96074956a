package org.dafusion.data;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Caltech101 (Fei-Fei et al., 2004): 102 classes, of which one is "background google". It has no
 * official split.
 *
 * <p>A class is called as its folder in lower case with blanks for underscores, as in the reference
 * code; that code lists the files in the order of the file system, and here they are sorted.
 */
public final class Caltech101 {
  public static final String NAME = "caltech101";
  public static final String EXPECTED =
      "101_ObjectCategories/<class>/image_0001.jpg, or <class>/image_0001.jpg, of 102 classes, one of them BACKGROUND_Google";

  private static final Layout LAYOUT = new Layout(NAME, EXPECTED);
  private static final String CATEGORIES = "101_ObjectCategories";

  private Caltech101() {}

  /**
   * Reads the dataset.
   *
   * @param split which images of each class are kept for validation
   * @throws InvalidDatasetException telling what was expected and found
   */
  public static ImageDataset of(DatasetFiles files, ValidationSplit split) {
    DatasetFiles root = LAYOUT.withAnyFile(files, CATEGORIES, "caltech-101/" + CATEGORIES, "");
    AnnotatedImages images = new AnnotatedImages(LAYOUT, root, PublishedClasses.of(NAME)).in("");
    TreeMap<String, String> folders = new TreeMap<>();
    for (String path : root.list("")) {
      int slash = path.indexOf('/');
      if (FolderListing.isImage(path) && slash > 0) {
        String folder = path.substring(0, slash);
        String className = className(folder);
        refuseTwins(root, folder, folders.putIfAbsent(className, folder));
        images.add("the folder " + folder, path, className, Part.TRAIN);
      }
    }
    List<ImageFile> all = images.images();
    return ListedDataset.of(NAME, PublishedClasses.of(NAME), all, split).noting(images.notes());
  }

  private static String className(String folder) {
    return folder.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void refuseTwins(DatasetFiles root, String folder, String other) {
    if (other != null && !other.equals(folder)) {
      throw LAYOUT.refusal(
          root, "the folders %s and %s are of the same class".formatted(other, folder));
    }
  }
}
