package org.dafusion.data;

import java.util.List;
import java.util.Locale;

/**
 * Oxford Flowers102 (Nilsback and Zisserman, 2008): 102 classes in label order, their names as in
 * the reference code. The official parts have 1,020, 1,020 and 6,149 images; the reference code
 * ignores them and halves each class.
 */
public final class Flowers102 {
  public static final String NAME = "flowers102";
  public static final String EXPECTED =
      "jpg/image_00001.jpg, imagelabels.mat and setid.mat, there or in flowers-102/";

  private static final Layout LAYOUT = new Layout(NAME, EXPECTED);
  private static final String LABELS = "imagelabels.mat";
  private static final String PARTS = "setid.mat";

  private Flowers102() {}

  /**
   * Reads the dataset in its official parts.
   *
   * @throws InvalidDatasetException telling what was expected and found
   */
  public static ImageDataset of(DatasetFiles files) {
    DatasetFiles root = LAYOUT.withFile(files, LABELS, "", "flowers-102");
    int[] labels = MatlabFile.read(LAYOUT, root, LABELS).integers("labels");
    MatlabFile parts = MatlabFile.read(LAYOUT, root, PARTS);
    List<String> classNames = PublishedClasses.of(NAME);
    AnnotatedImages images = new AnnotatedImages(LAYOUT, root, classNames).in("jpg");
    add(images, root, labels, parts.integers("trnid"), Part.TRAIN);
    add(images, root, labels, parts.integers("valid"), Part.VALIDATION);
    add(images, root, labels, parts.integers("tstid"), Part.TEST);
    return ListedDataset.of(NAME, classNames, images.images(), ValidationSplit.NONE)
        .noting(images.notes());
  }

  private static void add(
      AnnotatedImages images, DatasetFiles root, int[] labels, int[] numbers, Part part) {
    for (int number : numbers) {
      if (number < 1 || number > labels.length) {
        throw LAYOUT.refusal(
            root,
            "%s names the image %d, and %s has labels for 1 to %d"
                .formatted(PARTS, number, LABELS, labels.length));
      }
      String path = String.format(Locale.ROOT, "jpg/image_%05d.jpg", number);
      images.addNumbered(LABELS, path, labels[number - 1], part);
    }
  }
}
