package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestImageNet100 {
  private static final String LISTS = "ILSVRC/ImageSets/CLS-LOC/";
  private static final String NOTE =
      "the class crane holds the images of n02012849 and n03126707, which are called the same, as in"
          + " the reference code";

  @TempDir private Path folder;

  @Test
  void theHundredClassesAreReadAndTheCranesMerged() throws IOException {
    write();

    ImageDataset imageNet = of();

    assertThat(imageNet.name()).isEqualTo("imagenet-100");
    assertThat(imageNet.classNames()).hasSize(100).doesNotHaveDuplicates().doesNotContain("tench");
    assertThat(imageNet.classNames().get(0)).isEqualTo("steel arch bridge");
    assertThat(imageNet.classNames().get(49)).isEqualTo("crane");
    assertThat(imageNet.classNames().get(99)).isEqualTo("sleeping bag");
    assertThat(imageNet.notes()).containsExactly(NOTE);
    // two images of each synset, and one for validation
    assertThat(imageNet.files(Part.TRAIN)).hasSize(202);
    assertThat(imageNet.files(Part.VALIDATION)).hasSize(101);
    assertThat(imageNet.files(Part.TEST)).isEmpty();
    assertThat(imageNet.files())
        .filteredOn(file -> file.label() == 49)
        .extracting(ImageFile::id)
        .containsExactly(
            "ILSVRC/Data/CLS-LOC/train/n02012849/n02012849_10.JPEG",
            "ILSVRC/Data/CLS-LOC/train/n02012849/n02012849_11.JPEG",
            "ILSVRC/Data/CLS-LOC/train/n03126707/n03126707_10.JPEG",
            "ILSVRC/Data/CLS-LOC/train/n03126707/n03126707_11.JPEG",
            "ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000002.JPEG",
            "ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000003.JPEG");
    assertThat(imageNet.files(Part.TRAIN).get(0).id())
        .isEqualTo("ILSVRC/Data/CLS-LOC/train/n09000000/n09000000_10.JPEG");
  }

  @Test
  void validationImagesMayLieInFoldersOfSynsets() throws IOException {
    PublishedDatasets published = write().without("LOC_val_solution.csv");
    StringBuilder list = new StringBuilder();
    int number = 0;
    for (String synset : PublishedDatasets.synsets().keySet()) {
      String name = "%s/ILSVRC2012_val_%08d".formatted(synset, ++number);
      list.append(name).append(' ').append(number).append('\n');
      published.file("ILSVRC/Data/CLS-LOC/val/" + name + ".JPEG", "x");
    }
    published.file(LISTS + "val_cls.txt", list.toString());

    ImageDataset imageNet = of();

    assertThat(imageNet.files(Part.VALIDATION)).hasSize(101);
    assertThat(imageNet.files(Part.VALIDATION).get(0))
        .isEqualTo(
            ImageFile.of(
                "ILSVRC/Data/CLS-LOC/val/n09000000/ILSVRC2012_val_00000004.JPEG",
                folder + "/ILSVRC/Data/CLS-LOC/val/n09000000/ILSVRC2012_val_00000004.JPEG",
                0,
                "steel arch bridge",
                Part.VALIDATION));
    assertThat(imageNet.notes()).containsExactly(NOTE);
  }

  @Test
  void absentListsAreNamed() throws IOException {
    write().without("LOC_val_solution.csv");
    assertRefused("there is no file LOC_val_solution.csv");

    write().without(LISTS + "train_cls.txt");
    assertRefused("there is no file ILSVRC/ImageSets/CLS-LOC/train_cls.txt");

    write().without("LOC_synset_mapping.txt");
    assertRefused("there is no file LOC_synset_mapping.txt");
  }

  @Test
  void absentImagesAreNamed() throws IOException {
    write()
        .without("ILSVRC/Data/CLS-LOC/train/n03126707/n03126707_11.JPEG")
        // of a class that is not read
        .without("ILSVRC/Data/CLS-LOC/train/n01440764/n01440764_10.JPEG");

    assertRefused(
        "1 of the 303 images that its annotations name are not there"
            + " (ILSVRC/Data/CLS-LOC/train/n03126707/n03126707_11.JPEG in"
            + " ILSVRC/ImageSets/CLS-LOC/train_cls.txt)");
  }

  @Test
  void aNameWithoutASynsetIsRefused() throws IOException {
    write();
    Path mapping = folder.resolve("LOC_synset_mapping.txt");
    Files.writeString(
        mapping, Files.readString(mapping).replaceAll("n\\d+ (ram|maze|slug), another name\n", ""));

    assertRefused(
        "LOC_synset_mapping.txt has no synset for 3 of its 100 classes (ram, slug, maze)");
  }

  private PublishedDatasets write() throws IOException {
    return new PublishedDatasets(folder, i -> new byte[0]).imageNet(2);
  }

  private ImageDataset of() {
    return ImageNet100.of(new FolderFiles(folder));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(this::of)
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith(
            "Cannot use %s as imagenet-100 because %s: expected LOC_synset_mapping.txt, ",
            folder, reason);
  }
}
