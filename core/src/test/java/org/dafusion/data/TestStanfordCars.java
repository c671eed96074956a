package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestStanfordCars {
  private static final List<String> CLASSES =
      List.of("Acura TL Sedan 2012", "Ram C/V Cargo Van Minivan 2012", "smart fortwo 2012");

  @TempDir private Path folder;

  @Test
  void classesKeepTheirSlashesAndTestServesForValidation() throws IOException {
    write();

    ImageDataset cars = StanfordCars.of(new FolderFiles(folder));

    assertThat(cars.name()).isEqualTo("stanford-cars");
    assertThat(cars.classNames()).isEqualTo(CLASSES);
    assertThat(cars.files(Part.TRAIN))
        .extracting(file -> file.id() + " " + file.className())
        .containsExactly(
            "cars_train/00003.jpg Acura TL Sedan 2012",
            "cars_train/00006.jpg Acura TL Sedan 2012",
            "cars_train/00002.jpg Ram C/V Cargo Van Minivan 2012",
            "cars_train/00005.jpg Ram C/V Cargo Van Minivan 2012",
            "cars_train/00001.jpg smart fortwo 2012",
            "cars_train/00004.jpg smart fortwo 2012");
    assertThat(cars.files(Part.VALIDATION)).hasSize(6);
    assertThat(cars.files(Part.VALIDATION).get(0))
        .isEqualTo(
            ImageFile.of(
                "cars_test/00003.jpg",
                folder + "/cars_test/00003.jpg",
                0,
                "Acura TL Sedan 2012",
                Part.VALIDATION));
    assertThat(cars.files(Part.TEST)).isEmpty();
  }

  @Test
  void itMayLieInAFolderOfItsNameAndTheAnnotationsInTheDevkit() throws IOException {
    write();
    ImageDataset there = StanfordCars.of(new FolderFiles(folder));
    new PublishedDatasets(folder.resolve("stanford_cars"), i -> new byte[0])
        .stanfordCars(CLASSES, 2);
    Files.delete(folder.resolve("devkit/cars_meta.mat"));
    Files.move(
        folder.resolve("stanford_cars/cars_test_annos_withlabels.mat"),
        folder.resolve("stanford_cars/devkit/cars_test_annos_withlabels.mat"));

    ImageDataset below = StanfordCars.of(new FolderFiles(folder));

    assertThat(below.files())
        .extracting(ImageFile::id)
        .isEqualTo(there.files().stream().map(ImageFile::id).toList());
    assertThat(below.files().get(0).uri()).startsWith(folder + "/stanford_cars/cars_train/");
  }

  @Test
  void absentAnnotationsAreNamed() throws IOException {
    write().without("cars_test_annos_withlabels.mat");

    assertRefused("there is no file cars_test_annos_withlabels.mat");
    write().without("devkit/cars_train_annos.mat");
    assertRefused("there is no file devkit/cars_train_annos.mat");
  }

  @Test
  void anAnnotationOfAnAbsentImageOrClassIsRefused() throws IOException {
    write().without("cars_test/00002.jpg");
    assertRefused(
        "1 of the 12 images that its annotations name are not there (cars_test/00002.jpg in"
            + " cars_test_annos_withlabels.mat)");

    write().cars("devkit/cars_train_annos.mat", List.of(1, 2, 3, 4));
    assertRefused(
        "1 labels are of none of its 3 classes (cars_train/00004.jpg has 4 in"
            + " devkit/cars_train_annos.mat)");
  }

  private PublishedDatasets write() throws IOException {
    return new PublishedDatasets(folder, i -> new byte[0]).stanfordCars(CLASSES, 2);
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> StanfordCars.of(new FolderFiles(folder)))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use %s as stanford-cars because %s: expected devkit/cars_meta.mat,"
                + " devkit/cars_train_annos.mat, cars_test_annos_withlabels.mat (there or in"
                + " devkit/), cars_train/00001.jpg and cars_test/00001.jpg, there or in"
                + " stanford_cars/",
            folder, reason);
  }
}
