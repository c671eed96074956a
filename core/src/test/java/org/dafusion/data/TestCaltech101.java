package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCaltech101 {
  private static final ValidationSplit HALF = new ValidationSplit(0.5, 0);

  @TempDir private Path folder;

  @Test
  void classesAreTheFoldersInPlainWords() throws IOException {
    write(2);

    ImageDataset caltech = Caltech101.of(new FolderFiles(folder), HALF);

    assertThat(caltech.name()).isEqualTo("caltech101");
    assertThat(caltech.notes()).isEmpty();
    assertThat(caltech.classNames()).hasSize(102).isSorted();
    assertThat(caltech.classNames().subList(0, 6))
        .containsExactly("accordion", "airplanes", "anchor", "ant", "background google", "barrel");
    assertThat(caltech.classNames()).contains("faces", "faces easy", "water lilly");
    assertThat(caltech.classNames().get(101)).isEqualTo("yin yang");
    assertThat(caltech.files()).hasSize(204);
    assertThat(caltech.files(Part.TRAIN))
        .filteredOn(file -> file.className().equals("background google"))
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.label()).isEqualTo(4);
              assertThat(file.id()).startsWith("BACKGROUND_Google/image_000");
              assertThat(file.uri()).isEqualTo(folder + "/101_ObjectCategories/" + file.id());
            });
    assertThat(caltech.files(Part.VALIDATION)).hasSize(102);
    assertThat(caltech.files(Part.TEST)).isEmpty();
  }

  @Test
  void theClassFoldersMayBeTheRoot() throws IOException {
    write(1);

    ImageDataset below = Caltech101.of(new FolderFiles(folder), ValidationSplit.NONE);
    ImageDataset root =
        Caltech101.of(
            new FolderFiles(folder.resolve("101_ObjectCategories")), ValidationSplit.NONE);

    assertThat(root.files()).isEqualTo(below.files()).hasSize(102);
  }

  @Test
  void straysAreNoImages() throws IOException {
    write(1)
        .file("101_ObjectCategories/ant/.DS_Store", "x")
        .file("101_ObjectCategories/ant/Thumbs.db", "x")
        .file("101_ObjectCategories/ant/._image_0001.jpg", "x");

    assertThat(Caltech101.of(new FolderFiles(folder), ValidationSplit.NONE).files()).hasSize(102);
  }

  @Test
  void aFolderOfNoClassIsRefused() throws IOException {
    write(1).file("101_ObjectCategories/unicorn/image_0001.jpg", "x");

    assertRefused(
        "1 labels are of none of its 102 classes (unicorn/image_0001.jpg has 'unicorn' in the"
            + " folder unicorn)");
  }

  @Test
  void classesWithoutAnImageAreCounted() throws IOException {
    write(1);
    for (String name : new String[] {"ant", "anchor", "bass", "cup", "emu", "ewer"}) {
      Files.delete(folder.resolve("101_ObjectCategories/%s/image_0001.jpg".formatted(name)));
    }

    assertRefused(
        "6 of its 102 classes have no image ('anchor', 'ant', 'bass', 'cup', 'emu' and 1 more)");
  }

  @Test
  void twoFoldersOfOneClassAreRefused() throws IOException {
    write(1).file("101_ObjectCategories/faces_Easy/image_0009.jpg", "x");

    assertRefused("the folders Faces_easy and faces_Easy are of the same class");
  }

  @Test
  void anEmptyFolderIsRefusedWithWhatWasExpected() {
    assertThatThrownBy(() -> Caltech101.of(new FolderFiles(folder), HALF))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use %s as caltech101 because it holds no file: expected"
                + " 101_ObjectCategories/<class>/image_0001.jpg, or <class>/image_0001.jpg, of 102"
                + " classes, one of them BACKGROUND_Google",
            folder);
  }

  private PublishedDatasets write(int perClass) throws IOException {
    return new PublishedDatasets(folder, i -> new byte[0]).caltech101(perClass);
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> Caltech101.of(new FolderFiles(folder), HALF))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith(
            "Cannot use %s/101_ObjectCategories as caltech101 because %s: expected ",
            folder, reason);
  }
}
