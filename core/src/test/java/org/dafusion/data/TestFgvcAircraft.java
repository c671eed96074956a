package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFgvcAircraft {
  private static final List<String> VARIANTS = List.of("707-320", "F/A-18", "Cessna 172");

  @TempDir private Path folder;

  @Test
  void namesGoOnAfterTheFirstBlankAndTheBannerIsCutOff() throws IOException {
    write();

    ImageDataset aircraft = of(AircraftLevel.VARIANT);

    assertThat(aircraft.name()).isEqualTo("fgvc-aircraft");
    // in the order of variants.txt
    assertThat(aircraft.classNames()).isEqualTo(VARIANTS);
    assertThat(aircraft.files(Part.TRAIN))
        .extracting(file -> file.id() + " " + file.className() + " " + file.cut())
        .containsExactly(
            "images/0034309.jpg 707-320 without-bottom 20",
            "images/0034310.jpg F/A-18 without-bottom 20",
            "images/0034311.jpg Cessna 172 without-bottom 20");
    assertThat(aircraft.files(Part.VALIDATION))
        .extracting(ImageFile::id)
        .containsExactly("images/0034312.jpg", "images/0034313.jpg", "images/0034314.jpg");
    assertThat(aircraft.files(Part.TEST)).hasSize(3);
    assertThat(aircraft.files(Part.TEST).get(0).uri())
        .isEqualTo(folder + "/data/images/0034315.jpg");
  }

  @Test
  void itMayLieInFoldersOfTheArchive() throws IOException {
    write();
    new PublishedDatasets(folder.resolve("up/fgvc-aircraft-2013b"), i -> new byte[0])
        .fgvcAircraft(VARIANTS, 1);

    List<String> ids = of(AircraftLevel.VARIANT).files().stream().map(ImageFile::id).toList();

    for (Path root : List.of(folder.resolve("data"), folder.resolve("up"))) {
      assertThat(FgvcAircraft.of(new FolderFiles(root), AircraftLevel.VARIANT).files())
          .extracting(ImageFile::id)
          .isEqualTo(ids);
    }
  }

  @Test
  void otherLevelsHaveFilesOfTheirOwn() throws IOException {
    write()
        .file("data/manufacturers.txt", "Boeing\r\nMcDonnell Douglas\r\n")
        .file(
            "data/images_manufacturer_train.txt",
            "0034309 Boeing\r\n0034310 McDonnell Douglas\r\n\r\n")
        .file("data/images_manufacturer_val.txt", "0034312 McDonnell Douglas\n0034313 Boeing")
        .file("data/images_manufacturer_test.txt", "0034315 Boeing\n");

    ImageDataset aircraft = of(AircraftLevel.MANUFACTURER);

    assertThat(aircraft.classNames()).containsExactly("Boeing", "McDonnell Douglas");
    assertThat(aircraft.files())
        .extracting(file -> file.id() + " " + file.label() + " " + file.part())
        .containsExactly(
            "images/0034309.jpg 0 TRAIN",
            "images/0034310.jpg 1 TRAIN",
            "images/0034313.jpg 0 VALIDATION",
            "images/0034312.jpg 1 VALIDATION",
            "images/0034315.jpg 0 TEST");
    assertThat(aircraft.notes())
        .containsExactly(
            "images that have no label are left aside: 4 (images/0034311.jpg, images/0034314.jpg,"
                + " images/0034316.jpg, images/0034317.jpg)");
  }

  @Test
  void absentListsAndImagesAndUnknownNamesAreRefused() throws IOException {
    write();
    assertRefused(AircraftLevel.FAMILY, "", "there is no file families.txt");

    write().without("data/images_variant_val.txt");
    assertRefused(AircraftLevel.VARIANT, "/data", "there is no file images_variant_val.txt");

    write().without("data/images/0034310.jpg");
    assertRefused(
        AircraftLevel.VARIANT,
        "/data",
        "1 of the 9 images that its annotations name are not there (images/0034310.jpg in"
            + " images_variant_train.txt)");

    write().file("data/variants.txt", "707-320\nCessna 172\n");
    assertRefused(
        AircraftLevel.VARIANT,
        "/data",
        "3 labels are of none of its 2 classes (images/0034310.jpg has 'F/A-18' in"
            + " images_variant_train.txt, images/0034313.jpg has 'F/A-18' in images_variant_val.txt,"
            + " images/0034316.jpg has 'F/A-18' in images_variant_test.txt)");

    write().file("data/images_variant_test.txt", "0034315");
    assertRefused(
        AircraftLevel.VARIANT,
        "/data",
        "images_variant_test.txt has a line without a blank: '0034315'");
  }

  @Test
  void anImageInTwoPartsIsRefused() throws IOException {
    write()
        .file(
            "data/images_variant_test.txt",
            "0034309 707-320\n0034316 F/A-18\n0034317 Cessna 172\n");

    assertThatThrownBy(() -> of(AircraftLevel.VARIANT))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the dataset fgvc-aircraft because more than one image is called"
                + " images/0034309.jpg");
  }

  private PublishedDatasets write() throws IOException {
    return new PublishedDatasets(folder, i -> new byte[0]).fgvcAircraft(VARIANTS, 1);
  }

  private ImageDataset of(AircraftLevel level) {
    return FgvcAircraft.of(new FolderFiles(folder), level);
  }

  private void assertRefused(AircraftLevel level, String below, String reason) {
    assertThatThrownBy(() -> of(level))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith(
            "Cannot use %s as fgvc-aircraft because %s: expected images/0034309.jpg, ",
            folder + below, reason);
  }
}
