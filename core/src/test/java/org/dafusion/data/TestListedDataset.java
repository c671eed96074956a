package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestListedDataset {
  private static final List<String> CLASSES = List.of("cat", "dog");

  @Test
  void splitsAsAFlatFolderDoes() {
    List<ImageFile> files = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int label = i % 3 == 0 ? 1 : 0;
      String path = "%s/%02d.png".formatted(CLASSES.get(label), i);
      paths.add(path);
      files.add(file(path, label, Part.TRAIN));
    }
    Collections.reverse(files);

    ListedDataset listed = ListedDataset.of("pets", CLASSES, files, 0.3, 5);

    ImageFolder folder = ImageFolder.of("/d", paths, 0.3, 5);
    for (Part part : Part.values()) {
      assertThat(listed.files(part)).isEqualTo(folder.files(part));
    }
    assertThat(listed.files(Part.VALIDATION)).hasSize(9);
  }

  /** 0.29 * 100 is 28.999999999999996. */
  @Test
  void theShareIsThatOfTheSettingsAndNotOfTheNearestBinaryNumber() {
    List<ImageFile> files =
        IntStream.range(0, 200)
            .mapToObj(i -> file("%03d".formatted(i), i % 2, Part.TRAIN))
            .toList();

    assertThat(ListedDataset.of("pets", CLASSES, files, 0.29, 0).files(Part.VALIDATION))
        .hasSize(58);
  }

  /**
   * Two classes share the clusters a to d, with 8 images each of the first and 4 of the second; 0.3
   * of 32 and of 16 are 9 and 4. One cluster is nearest to both.
   */
  @Test
  void aClusterIsOnOneSideForAllItsClasses() {
    List<ImageFile> files = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      String cluster = List.of("a", "b", "c", "d").get(i % 4);
      files.add(file("%02d".formatted(i), i < 32 ? 0 : 1, Part.TRAIN).inCluster(cluster));
    }

    for (int seed = 0; seed < 20; seed++) {
      ListedDataset listed = ListedDataset.of("pets", CLASSES, files, 0.3, seed);

      assertThat(listed.files(Part.VALIDATION)).hasSize(12);
      assertThat(listed.files(Part.VALIDATION))
          .extracting(ImageFile::cluster)
          .containsOnly(listed.files(Part.VALIDATION).get(0).cluster());
    }
  }

  /** Clusters of 10, 10 and 1 image: of 21 a quarter is 5, to which 1 is nearer than 10 and 0. */
  @Test
  void theClustersThatComeNearestToTheShareAreKept() {
    List<ImageFile> files = new ArrayList<>();
    for (int i = 0; i < 42; i++) {
      String cluster = "%d of class %d".formatted(i / 2 / 10, i % 2);
      files.add(file("%02d".formatted(i), i % 2, Part.TRAIN).inCluster(cluster));
    }

    for (int seed = 0; seed < 20; seed++) {
      assertThat(ListedDataset.of("pets", CLASSES, files, 0.25, seed).files(Part.VALIDATION))
          .extracting(ImageFile::id)
          .containsExactly("40", "41");
    }
  }

  @Test
  void aClassOfOneClusterTrains() {
    List<ImageFile> files =
        IntStream.range(0, 8)
            .mapToObj(i -> file("" + i, i % 2, Part.TRAIN).inCluster(i % 2 == 0 ? "a" : "b" + i))
            .toList();

    ListedDataset listed = ListedDataset.of("pets", CLASSES, files, 0.75, 0);

    assertThat(listed.files(Part.TRAIN))
        .extracting(ImageFile::label)
        .containsExactly(0, 0, 0, 0, 1);
    assertThat(listed.files(Part.VALIDATION)).extracting(ImageFile::label).containsExactly(1, 1, 1);
  }

  @Test
  void testServesForValidationOnlyWhereThereIsNone() {
    List<ImageFile> files = new ArrayList<>(both(Part.TRAIN));
    files.addAll(both(Part.TEST));

    ListedDataset without = ListedDataset.of("pets", CLASSES, files, 0.5, 0);
    files.addAll(both(Part.VALIDATION));
    ListedDataset with = ListedDataset.of("pets", CLASSES, files, 0.5, 0);

    assertThat(without.files(Part.TRAIN)).isEqualTo(both(Part.TRAIN));
    assertThat(without.files(Part.VALIDATION))
        .extracting(file -> file.id() + " " + file.part())
        .containsExactly("TEST/0 VALIDATION", "TEST/1 VALIDATION");
    assertThat(without.files(Part.TEST)).isEmpty();
    assertThat(with.files(Part.TEST)).isEqualTo(both(Part.TEST));
    assertThat(with.files(Part.VALIDATION)).isEqualTo(both(Part.VALIDATION));
  }

  @Test
  void classesWithoutImagesAndTwinsAreRefused() {
    List<ImageFile> train = both(Part.TRAIN);
    List<ImageFile> half = new ArrayList<>(train);
    half.add(both(Part.VALIDATION).get(1));
    List<ImageFile> twice = new ArrayList<>(train);
    twice.add(train.get(0));

    assertRefused("classes have no image in train ('dog')", CLASSES, train.subList(0, 1));
    assertRefused("classes have no image in validation ('cat')", CLASSES, half);
    assertRefused("more than one image is called TRAIN/0", CLASSES, twice);
    ImageFile stray = ImageFile.of("x", "/d/x", 2, "yak", Part.TRAIN);
    assertRefused(
        "x has the label 2 and the class yak, which must be one of cat, dog by its label",
        CLASSES,
        List.of(train.get(0), train.get(1), stray));
    assertRefused(
        "more than one class is called cat", List.of("cat", "cat"), List.of(train.get(0)));
  }

  @Test
  void ofManyClassesAFewAreNamed() {
    List<String> many = IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();

    assertRefused(
        "x has the label 7 and the class yak, which must be one of class 0, class 1, class 2,"
            + " class 3, class 4 and 995 more by its label",
        many,
        List.of(ImageFile.of("x", "/d/x", 7, "yak", Part.TRAIN)));
  }

  private static void assertRefused(String reason, List<String> classes, List<ImageFile> files) {
    assertThatThrownBy(() -> ListedDataset.of("pets", classes, files, 0.5, 0))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot use the dataset pets because " + reason);
  }

  private static List<ImageFile> both(Part part) {
    return IntStream.range(0, 2).mapToObj(label -> file(part + "/" + label, label, part)).toList();
  }

  private static ImageFile file(String id, int label, Part part) {
    return ImageFile.of(id, "/d/" + id, label, CLASSES.get(label), part);
  }
}
