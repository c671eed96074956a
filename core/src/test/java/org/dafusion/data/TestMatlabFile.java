package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;

class TestMatlabFile {
  private static final Layout LAYOUT = new Layout("flowers", "mat files");
  private static final DatasetFiles GOLDEN =
      new FolderFiles(Path.of("src/test/resources/golden/matlab"));

  @TempDir private Path folder;

  /** The values are those of generate.py beside the files. */
  @Test
  void readsWhatSciPyWrote() {
    MatlabFile labels = MatlabFile.read(LAYOUT, GOLDEN, "imagelabels.mat");
    MatlabFile meta = MatlabFile.read(LAYOUT, GOLDEN, "cars_meta.mat");
    MatlabFile annotations = MatlabFile.read(LAYOUT, GOLDEN, "cars_train_annos.mat");

    assertThat(labels.integers("labels")).containsExactly(77, 1, 102, 77);
    assertThat(meta.texts("class_names"))
        .containsExactly(
            "AM General Hummer SUV 2000", "Ram C/V Cargo Van Minivan 2012", "Citroën 2CV");
    assertThat(annotations.integers("annotations", "class")).containsExactly(3, 1);
    assertThat(annotations.texts("annotations", "fname")).containsExactly("00001.jpg", "00002.jpg");
  }

  @Test
  void anotherVariableIsRefused() {
    MatlabFile labels = MatlabFile.read(LAYOUT, GOLDEN, "imagelabels.mat");
    MatlabFile cars = MatlabFile.read(LAYOUT, GOLDEN, "cars_train_annos.mat");
    String start = "Cannot use src/test/resources/golden/matlab as flowers because the variable ";

    assertThatThrownBy(() -> labels.integers("trnid"))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            start + "trnid of imagelabels.mat is not a matrix of numbers: expected mat files");
    assertThatThrownBy(() -> labels.texts("labels"))
        .hasMessage(
            start + "labels of imagelabels.mat is not a cell array of texts: expected mat files");
    assertThatThrownBy(() -> cars.texts("annotations", "name"))
        .hasMessage(
            start
                + "annotations of cars_train_annos.mat is not a struct array with the field name:"
                + " expected mat files");
    assertThatThrownBy(() -> cars.integers("annotations", "fname"))
        .hasMessage(
            start
                + "annotations of cars_train_annos.mat is not a struct array with a number in each"
                + " fname: expected mat files");
  }

  @Test
  void whatIsNoMatlabFileIsRefused() throws IOException {
    // MATLAB 7.3 writes HDF5 behind a header that only looks alike
    byte[] hdf5 = new byte[600];
    byte[] header = "MATLAB 7.3 MAT-file".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(header, 0, hdf5, 0, header.length);
    hdf5[125] = 2;
    hdf5[126] = 'I';
    hdf5[127] = 'M';
    Files.write(folder.resolve("new.mat"), hdf5);
    Files.writeString(folder.resolve("text.mat"), "version https://git-lfs.github.com/spec/v1");
    Files.write(folder.resolve("empty.mat"), new byte[0]);
    byte[] cut = Files.readAllBytes(Path.of(GOLDEN.uri("cars_meta.mat")));
    Files.write(folder.resolve("cut.mat"), Arrays.copyOf(cut, cut.length / 2));

    for (String name : new String[] {"new.mat", "text.mat", "empty.mat", "cut.mat"}) {
      assertThatThrownBy(() -> MatlabFile.read(LAYOUT, new FolderFiles(folder), name))
          .isInstanceOf(InvalidDatasetException.class)
          .hasMessageStartingWith(
              "Cannot use %s as flowers because %s is no MATLAB file of level 5, which is all that"
                  + " is read (",
              folder, name);
    }
  }

  @Test
  void aFractionIsNoLabel() throws IOException {
    Mat5.writeToFile(
        Mat5.newMatFile().addArray("labels", Mat5.newScalar(1.5)),
        folder.resolve("half.mat").toFile());
    MatlabFile file = MatlabFile.read(LAYOUT, new FolderFiles(folder), "half.mat");

    assertThatThrownBy(() -> file.integers("labels"))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("the variable labels of half.mat is not of whole numbers, found 1.5");
  }

  @Test
  void anAbsentFileIsNamed() {
    assertThatThrownBy(() -> MatlabFile.read(LAYOUT, new FolderFiles(folder), "setid.mat"))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use %s as flowers because there is no file setid.mat: expected mat files",
            folder);
  }

  @Test
  void numbersOfAnyTypeAreRead() throws IOException {
    new PublishedDatasets(folder, i -> new byte[0])
        .matlab("ours.mat", Map.of("a", new int[] {1, 65535}, "b", new int[0]));
    MatlabFile file = MatlabFile.read(LAYOUT, new FolderFiles(folder), "ours.mat");

    assertThat(file.integers("a")).containsExactly(1, 65535);
    assertThat(file.integers("b")).isEmpty();
  }
}
