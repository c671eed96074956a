package org.dafusion.data;

import java.util.List;

/**
 * Stanford Cars (Krause et al., 2013): 196 models, 8,144 images for training and 8,041 for testing.
 * Names of classes are those of {@code cars_meta.mat}, slashes included.
 */
public final class StanfordCars {
  public static final String NAME = "stanford-cars";
  public static final String EXPECTED =
      "devkit/cars_meta.mat, devkit/cars_train_annos.mat, cars_test_annos_withlabels.mat (there or in devkit/), cars_train/00001.jpg and cars_test/00001.jpg, there or in stanford_cars/";

  private static final Layout LAYOUT = new Layout(NAME, EXPECTED);
  private static final String META = "devkit/cars_meta.mat";
  private static final String TRAIN = "devkit/cars_train_annos.mat";
  private static final String TEST = "cars_test_annos_withlabels.mat";
  private static final String ANNOTATIONS = "annotations";

  private StanfordCars() {}

  /**
   * Reads the dataset. The test part serves for validation, as there is no other.
   *
   * @throws InvalidDatasetException telling what was expected and found
   */
  public static ImageDataset of(DatasetFiles files) {
    DatasetFiles root = LAYOUT.withFile(files, META, "", "stanford_cars");
    List<String> classNames = MatlabFile.read(LAYOUT, root, META).texts("class_names");
    AnnotatedImages images =
        new AnnotatedImages(LAYOUT, root, classNames).in("cars_train").in("cars_test");
    add(images, MatlabFile.read(LAYOUT, root, TRAIN), "cars_train/", Part.TRAIN);
    String test = root.exists("devkit/" + TEST) ? "devkit/" + TEST : TEST;
    add(images, MatlabFile.read(LAYOUT, root, test), "cars_test/", Part.TEST);
    return ListedDataset.of(NAME, classNames, images.images(), ValidationSplit.NONE)
        .noting(images.notes());
  }

  private static void add(AnnotatedImages images, MatlabFile file, String folder, Part part) {
    List<String> names = file.texts(ANNOTATIONS, "fname");
    List<Integer> numbers = file.integers(ANNOTATIONS, "class");
    for (int i = 0; i < names.size(); i++) {
      images.addNumbered(file.path(), folder + names.get(i), numbers.get(i), part);
    }
  }
}
