package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;

class TestImageFolder {
  private static final List<String> PARTED =
      List.of(
          "validation/hat/v1.png",
          "train/shoe/2.JPG",
          "train/shoe/deep/1.jpeg",
          "train/hat/a.png",
          "validation/shoe/v2.gif",
          "test/hat/t.bmp");

  @Test
  void readsPartsAndSortsClassesAndFiles() {
    ImageFolder folder = ImageFolder.of("s3a://bucket/clothing/", PARTED, 0.25, 0);

    assertThat(folder.name()).isEqualTo("clothing");
    assertThat(folder.classNames()).containsExactly("hat", "shoe");
    assertThat(folder.files(Part.TRAIN))
        .containsExactly(
            ImageFile.of(
                "train/hat/a.png", "s3a://bucket/clothing/train/hat/a.png", 0, "hat", Part.TRAIN),
            ImageFile.of(
                "train/shoe/2.JPG",
                "s3a://bucket/clothing/train/shoe/2.JPG",
                1,
                "shoe",
                Part.TRAIN),
            ImageFile.of(
                "train/shoe/deep/1.jpeg",
                "s3a://bucket/clothing/train/shoe/deep/1.jpeg",
                1,
                "shoe",
                Part.TRAIN));
    assertThat(folder.files(Part.VALIDATION))
        .extracting(ImageFile::id)
        .containsExactly("validation/hat/v1.png", "validation/shoe/v2.gif");
    assertThat(folder.files(Part.TEST)).extracting(ImageFile::label).containsExactly(0);
  }

  @Test
  void otherSpellingsNameTheSameParts() {
    ImageFolder folder =
        ImageFolder.of("/d", List.of("Training/a/1.png", "val/a/2.png", "testing/a/3.png"), 0, 0);

    assertThat(folder.files(Part.TRAIN))
        .extracting(ImageFile::id)
        .containsExactly("Training/a/1.png");
    assertThat(folder.files(Part.VALIDATION))
        .extracting(ImageFile::id)
        .containsExactly("val/a/2.png");
    assertThat(folder.files(Part.TEST))
        .extracting(ImageFile::id)
        .containsExactly("testing/a/3.png");
  }

  @Test
  void ignoresHiddenAndStrayFiles() {
    List<String> paths = new ArrayList<>(PARTED);
    paths.addAll(
        List.of(
            "README.md",
            "cover.png",
            "train/loose.png",
            "train/hat/notes.txt",
            "train/hat/jpg",
            "train/hat/.DS_Store",
            "train/.cache/x.png",
            "__MACOSX/train/hat/a.png",
            "scripts/plot.py"));

    ImageFolder folder = ImageFolder.of("/d", paths, 0.25, 0);

    assertThat(folder.classNames()).containsExactly("hat", "shoe");
    assertThat(folder.files(Part.TRAIN)).hasSize(3);
  }

  @Test
  void splitsEachClassOfAFlatFolder() {
    List<String> paths = flat("cat", 8, "dog", 5, "train", 2, "yak", 1);

    ImageFolder folder = ImageFolder.of("/pets", paths, 0.25, 0);

    assertThat(folder.classNames()).containsExactly("cat", "dog", "train", "yak");
    assertThat(counts(folder, Part.TRAIN)).containsExactly(6, 4, 1, 1);
    assertThat(counts(folder, Part.VALIDATION)).containsExactly(2, 1, 1, 0);
    List<String> all = new ArrayList<>();
    folder.files(Part.TRAIN).forEach(file -> all.add(file.id()));
    folder.files(Part.VALIDATION).forEach(file -> all.add(file.id()));
    assertThat(all).containsExactlyInAnyOrderElementsOf(paths);
  }

  /**
   * The reference code trains on the first ceil(N/2) of {@code default_rng(seed).permutation(N)}.
   */
  @Test
  void halvesAClassAsTheReferenceDoes() {
    // default_rng(0).permutation(10) = 4 6 2 7 3 5 9 0 8 1, then permutation(5) = 0 2 3 4 1
    ImageFolder folder = ImageFolder.of("/d", flat("a", 10, "b", 5), 0.5, 0);

    assertThat(folder.files(Part.TRAIN))
        .extracting(ImageFile::id)
        .containsExactly(
            "a/2.png", "a/3.png", "a/4.png", "a/6.png", "a/7.png", "b/0.png", "b/2.png", "b/3.png");
  }

  @Test
  void theSplitDependsOnTheSeedAndNotOnTheOrderOfTheListing() {
    List<String> paths = flat("cat", 40, "dog", 40);
    List<String> shuffled = new ArrayList<>(paths);
    Collections.shuffle(shuffled, new Random(1));

    List<ImageFile> split = ImageFolder.of("/d", paths, 0.5, 3).files(Part.TRAIN);

    assertThat(ImageFolder.of("/d", shuffled, 0.5, 3).files(Part.TRAIN)).isEqualTo(split);
    assertThat(ImageFolder.of("/d", paths, 0.5, 4).files(Part.TRAIN)).isNotEqualTo(split);
  }

  @Test
  void aFractionOfZeroKeepsAllForTraining() {
    ImageFolder folder = ImageFolder.of("/d", flat("cat", 3, "dog", 1), 0.0, 0);

    assertThat(folder.files(Part.TRAIN)).hasSize(4);
    assertThat(folder.files(Part.VALIDATION)).isEmpty();
  }

  @Test
  void photosDirectlyInAFolderCalledTrainShowTrains() {
    ImageFolder folder = ImageFolder.of("/d", flat("bus", 2, "train", 2), 0.5, 0);

    assertThat(folder.classNames()).containsExactly("bus", "train");
  }

  @Test
  void photosOfFormatsThatTheDecoderDoesNotReadAreListed() {
    ImageFolder folder =
        ImageFolder.of("/d", List.of("cat/1.webp", "cat/2.HEIC", "cat/n.txt"), 0.0, 0);

    assertThat(folder.files(Part.TRAIN))
        .extracting(ImageFile::id)
        .containsExactly("cat/1.webp", "cat/2.HEIC");
  }

  @Test
  void findsTheMasksOfImages() {
    List<String> paths = new ArrayList<>(PARTED);
    paths.addAll(
        List.of(
            "masks/",
            "masks/train/shoe/2.png",
            "masks/train/shoe/deep/1.png",
            "masks/validation/shoe/v2.png",
            "masks/train/notes.txt"));

    ImageFolder folder = ImageFolder.of("s3a://bucket/clothing/", paths, 0.25, 0);

    assertThat(folder.classNames()).containsExactly("hat", "shoe");
    assertThat(folder.files(Part.TRAIN))
        .extracting(ImageFile::mask)
        .containsExactly(
            null,
            "s3a://bucket/clothing/masks/train/shoe/2.png",
            "s3a://bucket/clothing/masks/train/shoe/deep/1.png");
    assertThat(folder.files(Part.VALIDATION))
        .extracting(ImageFile::mask)
        .containsExactly(null, "s3a://bucket/clothing/masks/validation/shoe/v2.png");
  }

  @Test
  void aFlatFolderHasMasksTooAndIsSplitAsWithoutThem() {
    List<String> paths = flat("cat", 8, "dog", 5);
    List<String> masked = new ArrayList<>(paths);
    masked.addAll(List.of("masks/cat/3.png", "masks/dog/"));

    ImageFolder folder = ImageFolder.of("/pets", masked, 0, 0);

    assertThat(folder.classNames()).containsExactly("cat", "dog");
    assertThat(folder.files(Part.TRAIN))
        .extracting(ImageFile::mask)
        .containsOnly(null, "/pets/masks/cat/3.png");
    assertThat(ids(ImageFolder.of("/pets", masked, 0.5, 3)))
        .isEqualTo(ids(ImageFolder.of("/pets", paths, 0.5, 3)));
  }

  @Test
  void aFlatFolderMayHaveAClassOfMasks() {
    ImageFolder folder =
        ImageFolder.of("/d", List.of("hat/1.png", "masks/1.png", "masks/old/2.png"), 0, 0);

    assertThat(folder.classNames()).containsExactly("hat", "masks");
    assertThat(folder.files(Part.TRAIN)).hasSize(3).extracting(ImageFile::mask).containsOnlyNulls();
  }

  @Test
  void refusesMasksWithoutAnImage() {
    List<String> paths = new ArrayList<>(PARTED);
    paths.addAll(List.of("masks/train/hat/a.png", "masks/train/hat/b.png", "masks/shoe/2.jpg"));
    assertThatThrownBy(() -> ImageFolder.of("/d", paths, 0.25, 0))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the masks of /d because 2 of 3 have no image (masks/shoe/2.jpg,"
                + " masks/train/hat/b.png): the mask of test/hat/t.bmp must be"
                + " masks/test/hat/t.png");
    List<String> many = flat("cat", 2, "masks/cat", 9);
    assertThatThrownBy(() -> ImageFolder.of("/d", many, 0.25, 0))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the masks of /d because 7 of 9 have no image (masks/cat/2.png,"
                + " masks/cat/3.png, masks/cat/4.png, masks/cat/5.png, masks/cat/6.png and 2 more):"
                + " the mask of cat/0.png must be masks/cat/0.png");
  }

  @Test
  void masksAloneAreNoDataset() {
    assertRefused(
        List.of("masks/train/hat/a.png", "train/"),
        "it holds no image",
        "found masks/ with 1 image, train/ with no image");
  }

  @Test
  void refusesAFolderWithoutImages() {
    assertRefused(
        List.of(),
        "Cannot use /d as a dataset because it holds no image: expected train/<class>/… and"
            + " validation/<class>/…, or <class>/… to be split by dataset.validation-fraction, with"
            + " files named .bmp, .gif, .jpeg, .jpg, .png; found nothing");
    assertRefused(List.of("train/", "readme.txt"), "it holds no image", "found the folder itself");
  }

  @Test
  void refusesImagesOutsideAnyClassFolder() {
    assertRefused(
        List.of("1.png", "2.png"),
        "its images are in no class folder",
        "found the folder itself with 2 images");
  }

  @Test
  void refusesAClassWithoutImages() {
    assertRefused(
        List.of("train/a/1.png", "train/b/", "validation/a/2.png", "validation/b/3.png"),
        "classes have no image in train ('b')",
        "found train/ with 1 image, validation/ with 2 images");
    assertRefused(
        List.of("train/a/1.png", "train/b/2.png", "validation/a/2.png", "validation/b/x.txt"),
        "classes have no image in validation ('b')");
    assertRefused(
        List.of("a/1.png", "b/notes.txt", "c/"),
        "classes have no image ('b', 'c')",
        "found a/ with 1 image, b/ with no image, c/ with no image");
  }

  @Test
  void refusesClassesThatOnlyOnePartHas() {
    assertRefused(
        List.of("train/a/1.png", "validation/a/1.png", "validation/b/1.png"),
        "validation has classes that train lacks ('b')");
    assertRefused(
        List.of("train/a/1.png", "train/b/1.png", "validation/a/1.png"),
        "train has classes that validation lacks ('b')");
    assertRefused(
        List.of("train/a/1.png", "validation/a/1.png", "test/c/1.png"),
        "test has classes that train lacks ('c')");
  }

  @Test
  void refusesAMissingPartAndShowsWhatThereIs() {
    assertRefused(
        List.of("train/a/1.png", "validaton/a/2.png"),
        "there is no folder validation",
        "found train/ with 1 image, validaton/ with 1 image");
    assertRefused(List.of("validation/a/2.png"), "there is no folder train");
  }

  @Test
  void refusesTwoFoldersForOnePart() {
    assertRefused(
        List.of("train/a/1.png", "val/a/2.png", "validation/a/2.png"),
        "both val and validation name the same part");
  }

  @Test
  void rejectsAFractionThatLeavesNothingToTrainOn() {
    assertThatThrownBy(() -> ImageFolder.of("/d", flat("a", 4), 1.0, 0))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "dataset.validation-fraction must be at least 0.0 and below 1.0, found 1.0");
  }

  private static void assertRefused(List<String> paths, String... parts) {
    assertThatThrownBy(() -> ImageFolder.of("/d", paths, 0.25, 0))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContainingAll(parts);
  }

  private static List<String> flat(Object... classesAndCounts) {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < classesAndCounts.length; i += 2) {
      String name = (String) classesAndCounts[i];
      IntStream.range(0, (Integer) classesAndCounts[i + 1])
          .forEach(n -> paths.add(name + "/" + n + ".png"));
    }
    return paths;
  }

  private static List<List<String>> ids(ImageFolder folder) {
    return Stream.of(Part.TRAIN, Part.VALIDATION)
        .map(part -> folder.files(part).stream().map(ImageFile::id).toList())
        .toList();
  }

  private static List<Integer> counts(ImageFolder folder, Part part) {
    return folder.classNames().stream()
        .map(
            name ->
                (int) folder.files(part).stream().filter(f -> f.className().equals(name)).count())
        .toList();
  }
}
