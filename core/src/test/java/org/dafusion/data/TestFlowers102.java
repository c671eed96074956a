package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFlowers102 {
  @TempDir private Path folder;

  @Test
  void labelsAndPartsAreThoseOfTheMatlabFiles() throws IOException {
    write(1);

    ImageDataset flowers = Flowers102.of(new FolderFiles(folder));

    assertThat(flowers.name()).isEqualTo("flowers102");
    assertThat(flowers.classNames()).hasSize(102).doesNotHaveDuplicates();
    assertThat(flowers.classNames().get(0)).isEqualTo("pink primrose");
    assertThat(flowers.classNames().get(11)).isEqualTo("colt's foot");
    assertThat(flowers.classNames().get(101)).isEqualTo("blackberry lily");
    assertThat(flowers.classNames())
        .filteredOn(name -> !name.equals(name.strip()))
        .containsExactly("cyclamen ", "hippeastrum ");
    // image 1 is of class 102
    assertThat(flowers.files(Part.TRAIN)).hasSize(102);
    assertThat(flowers.files(Part.TRAIN).get(0).id()).isEqualTo("jpg/image_00102.jpg");
    assertThat(flowers.files(Part.TRAIN).get(101))
        .isEqualTo(
            ImageFile.of(
                "jpg/image_00001.jpg",
                folder + "/jpg/image_00001.jpg",
                101,
                "blackberry lily",
                Part.TRAIN));
    assertThat(flowers.files(Part.VALIDATION))
        .extracting(ImageFile::id)
        .hasSize(102)
        .contains("jpg/image_00103.jpg", "jpg/image_00204.jpg");
    assertThat(flowers.files(Part.TEST))
        .extracting(ImageFile::id)
        .hasSize(102)
        .contains("jpg/image_00205.jpg", "jpg/image_00306.jpg");
  }

  @Test
  void withoutItsPartsAllImagesAreOnePool() throws IOException {
    write(1);

    ImageDataset halves =
        ListedDataset.pooled(Flowers102.of(new FolderFiles(folder)), new ValidationSplit(0.5, 0));

    // of three images of each class one is kept
    assertThat(halves.files(Part.TRAIN)).hasSize(204);
    assertThat(halves.files(Part.VALIDATION)).hasSize(102);
    assertThat(halves.files(Part.TEST)).isEmpty();
    assertThat(halves.name()).isEqualTo("flowers102");
  }

  @Test
  void itMayLieInAFolderOfItsName() throws IOException {
    new PublishedDatasets(folder.resolve("flowers-102"), i -> new byte[0]).flowers102(1);

    ImageDataset flowers = Flowers102.of(new FolderFiles(folder));

    assertThat(flowers.files()).hasSize(306);
    assertThat(flowers.files().get(0).uri()).isEqualTo(folder + "/flowers-102/jpg/image_00102.jpg");
  }

  @Test
  void absentAnnotationsAreNamed() throws IOException {
    write(1).without("setid.mat");

    assertRefused(
        "there is no file setid.mat: expected jpg/image_00001.jpg, imagelabels.mat and setid.mat,"
            + " there or in flowers-102/");
    write(1).without("imagelabels.mat");

    assertRefused("there is no file imagelabels.mat: expected ");
  }

  @Test
  void absentImagesAreCountedAndTheFirstNamed() throws IOException {
    PublishedDatasets flowers = write(1);
    for (int i = 1; i <= 7; i++) {
      flowers.without("jpg/image_%05d.jpg".formatted(i));
    }

    assertRefused(
        "7 of the 306 images that its annotations name are not there (jpg/image_00001.jpg in"
            + " imagelabels.mat, jpg/image_00002.jpg in imagelabels.mat, jpg/image_00003.jpg in"
            + " imagelabels.mat, jpg/image_00004.jpg in imagelabels.mat, jpg/image_00005.jpg in"
            + " imagelabels.mat and 2 more): expected ");
  }

  @Test
  void aLabelOutsideTheListIsRefused() throws IOException {
    write(1)
        .matlab("imagelabels.mat", Map.of("labels", new int[] {103, 0, 5}))
        .matlab(
            "setid.mat",
            Map.of("trnid", new int[] {1}, "valid", new int[] {2}, "tstid", new int[] {3}));

    assertRefused(
        "2 labels are of none of its 102 classes (jpg/image_00001.jpg has 103 in imagelabels.mat,"
            + " jpg/image_00002.jpg has 0 in imagelabels.mat): expected ");
  }

  @Test
  void anImageWithoutALabelIsRefused() throws IOException {
    write(1).matlab("imagelabels.mat", Map.of("labels", new int[] {1, 2}));

    assertRefused("setid.mat names the image 3, and imagelabels.mat has labels for 1 to 2: ");
  }

  @Test
  void imagesThatNobodyNamesAreNoted() throws IOException {
    write(1).file("jpg/image_09999.jpg", "x");

    assertThat(Flowers102.of(new FolderFiles(folder)).notes())
        .containsExactly("images that have no label are left aside: 1 (jpg/image_09999.jpg)");
  }

  private PublishedDatasets write(int perClassAndPart) throws IOException {
    return new PublishedDatasets(folder, i -> new byte[0]).flowers102(perClassAndPart);
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> Flowers102.of(new FolderFiles(folder)))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith("Cannot use %s as flowers102 because %s", folder, reason);
  }
}
