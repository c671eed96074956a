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
        IntStream.range(0, 200).mapToObj(i -> file("%03d".formatted(i), i % 2, Part.TRAIN)).toList();

    assertThat(ListedDataset.of("pets", CLASSES, files, 0.29, 0).files(Part.VALIDATION))
        .hasSize(58);
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
        "x has the label 2 and the class yak, which must be one of [cat, dog] by its label",
        CLASSES,
        List.of(train.get(0), train.get(1), stray));
    assertRefused(
        "more than one class is called cat", List.of("cat", "cat"), List.of(train.get(0)));
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
