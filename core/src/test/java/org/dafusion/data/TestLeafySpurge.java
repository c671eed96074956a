package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestLeafySpurge {
  private static final ValidationSplit HALF = new ValidationSplit(0.5, 0);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"CROP", "CONTEXT"})
  void thePublishedFormsKeepTheirClusters(LeafySpurgeForm form) throws IOException {
    write().leafySpurge(form.word(), 2);

    ImageDataset spurge = of(form);

    assertThat(spurge.name()).isEqualTo("leafy-spurge");
    assertThat(spurge.classNames()).containsExactly("absent", "present");
    assertThat(spurge.notes()).isEmpty();
    assertThat(spurge.files())
        .extracting(
            file -> file.id() + " " + file.label() + " " + file.part() + " " + file.cluster())
        .containsExactly(
            "train/absent/000.png 0 TRAIN 5",
            "train/absent/001.png 0 TRAIN 6",
            "train/present/000.png 1 TRAIN 5",
            "train/present/001.png 1 TRAIN 6",
            "test/absent/000.png 0 VALIDATION 5",
            "test/absent/001.png 0 VALIDATION 6",
            "test/present/000.png 1 VALIDATION 5",
            "test/present/001.png 1 VALIDATION 6");
    assertThat(spurge.files().get(0).uri())
        .isEqualTo(folder + "/data/" + form.word() + "/train/absent/000.png");
    // nothing of the other columns goes along
    assertThat(spurge.files()).noneMatch(file -> file.toString().contains("-114"));
  }

  @Test
  void thePublishedFolderMayBeTheRootOrAboveIt() throws IOException {
    write().leafySpurge("crop", 1);

    for (String root : new String[] {"", "data", "data/crop"}) {
      assertThat(
              LeafySpurge.of(new FolderFiles(folder.resolve(root)), LeafySpurgeForm.CROP, HALF)
                  .files())
          .extracting(ImageFile::id)
          .containsExactly(
              "train/absent/000.png",
              "train/present/000.png",
              "test/absent/000.png",
              "test/present/000.png");
    }
  }

  @Test
  void metadataThatDoesNotFitIsRefused() throws IOException {
    write().leafySpurge("crop", 1);
    String metadata = "data/crop/train/metadata.csv";

    write()
        .file(metadata, "file_name,cluster\nabsent/000.png,1\nabsent/7.png,1\npresent/8.png,2\n");
    assertRefused(
        LeafySpurgeForm.CROP,
        "2 images that train/metadata.csv names are not there (train/absent/7.png,"
            + " train/present/8.png)");
    write().file(metadata, "file_name,idx\nabsent/000.png,1\n");
    assertThatThrownBy(() -> of(LeafySpurgeForm.CROP))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use %s/data/crop/train/metadata.csv because its columns are file_name, idx: one"
                + " must be cluster",
            folder);
    write().without(metadata);
    assertRefused(LeafySpurgeForm.CROP, "there is no file train/metadata.csv");
  }

  @Test
  void imagesWithoutAClusterAreNoted() throws IOException {
    write()
        .leafySpurge("crop", 2)
        .file("data/crop/train/metadata.csv", "file_name,cluster\nabsent/000.png,\n");

    ImageDataset spurge = of(LeafySpurgeForm.CROP);

    assertThat(spurge.notes())
        .containsExactly("4 images of train have no cluster in train/metadata.csv");
    assertThat(spurge.files(Part.TRAIN)).extracting(ImageFile::cluster).containsOnlyNulls();
  }

  @Test
  void anotherFolderIsNoClass() throws IOException {
    write().leafySpurge("crop", 1).file("data/crop/train/unsure/1.png", "x");

    assertRefused(LeafySpurgeForm.CROP, "train/unsure/1.png is in the folder of no class");
  }

  @Test
  void thePapersFoldersAreSplitByAFraction() throws IOException {
    write().folders("png", 4, "absent", "apparent").file("absent/.DS_Store", "x");

    ImageDataset spurge = of(LeafySpurgeForm.PAPER);

    assertThat(spurge.classNames()).containsExactly("no spurge", "leafy spurge");
    assertThat(spurge.files(Part.TRAIN)).extracting(ImageFile::label).containsExactly(0, 0, 1, 1);
    assertThat(spurge.files(Part.VALIDATION)).hasSize(4);
    assertThat(spurge.files()).extracting(ImageFile::cut).containsOnlyNulls();
    assertThat(spurge.files())
        .filteredOn(file -> file.label() == 1)
        .allMatch(file -> file.id().startsWith("apparent/"))
        .allMatch(file -> file.className().equals("leafy spurge"));
  }

  @Test
  void theReferenceCodesFolderIsFound() throws IOException {
    new PublishedDatasets(folder.resolve("data/spurge"), i -> new byte[0])
        .folders("png", 1, "absent", "apparent");

    assertThat(of(LeafySpurgeForm.PAPER).files())
        .extracting(ImageFile::uri)
        .containsExactly(
            folder + "/data/spurge/absent/000.png", folder + "/data/spurge/apparent/000.png");
  }

  @Test
  void eachPlotGivesFourImages() throws IOException {
    write().folders("jpg", 2, "absent", "present");

    ImageDataset spurge =
        LeafySpurge.of(new FolderFiles(folder), LeafySpurgeForm.PLOTS, ValidationSplit.NONE);

    assertThat(spurge.files()).hasSize(16);
    assertThat(spurge.files().subList(8, 12))
        .extracting(file -> file.id() + " | " + file.cut() + " | " + file.cluster())
        .containsExactly(
            "present/000.jpg#0 | beside-centre 250 0 | present/000.jpg",
            "present/000.jpg#1 | beside-centre 250 1 | present/000.jpg",
            "present/000.jpg#2 | beside-centre 250 2 | present/000.jpg",
            "present/000.jpg#3 | beside-centre 250 3 | present/000.jpg");
    assertThat(spurge.files().subList(8, 12))
        .extracting(ImageFile::uri)
        .containsOnly(folder + "/present/000.jpg");
    assertThat(spurge.notes())
        .containsExactly(
            "4 plots give 16 images of 250 x 250 pixels; the paper's botanist took out those of"
                + " plots with spurge that show none, which nobody did here");
  }

  /** 8 plots of a class are 32 images, of which a quarter are 8: two plots. */
  @Test
  void noPlotIsOnBothSidesOfTheSplit() throws IOException {
    write().folders("jpg", 8, "absent", "present");

    ImageDataset spurge =
        LeafySpurge.of(
            new FolderFiles(folder), LeafySpurgeForm.PLOTS, new ValidationSplit(0.25, 0));

    assertThat(spurge.files(Part.VALIDATION).stream().map(ImageFile::cluster).distinct())
        .hasSize(4)
        .doesNotContainAnyElementsOf(
            spurge.files(Part.TRAIN).stream().map(ImageFile::cluster).toList());
    assertThat(spurge.files(Part.VALIDATION)).filteredOn(file -> file.label() == 0).hasSize(8);
    assertThat(spurge.files(Part.VALIDATION)).filteredOn(file -> file.label() == 1).hasSize(8);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasExpectedIsTold(LeafySpurgeForm form) throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "x");

    assertThatThrownBy(() -> of(form))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith("Cannot use %s as leafy-spurge because ", folder)
        .hasMessageEndingWith(": expected " + LeafySpurge.expected(form))
        .hasMessageContaining("absent/");
  }

  private PublishedDatasets write() {
    return new PublishedDatasets(folder, i -> new byte[0]);
  }

  private ImageDataset of(LeafySpurgeForm form) {
    return LeafySpurge.of(new FolderFiles(folder), form, HALF);
  }

  private void assertRefused(LeafySpurgeForm form, String reason) {
    assertThatThrownBy(() -> of(form))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use %s/data/%s as leafy-spurge because %s: expected %s",
            folder, form.word(), reason, LeafySpurge.expected(form));
  }
}
