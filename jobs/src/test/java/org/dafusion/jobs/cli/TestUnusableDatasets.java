package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input that is no dataset, or that another stage should have made: exit 3. */
class TestUnusableDatasets {
  private static final String EXPECTED =
      ": expected train/<class>/… and validation/<class>/…, or <class>/… to be split by"
          + " dataset.validation-fraction, with files named .bmp, .gif, .jpeg, .jpg, .png; found ";

  @TempDir private Path folder;

  @Test
  void aFolderThatDoesNotExist() {
    assertRefused(
        "Cannot read the dataset file:%s/photos because there is no such folder: dataset.path must"
            + " be one with train/<class>/ and validation/<class>/, or with <class>/");
  }

  @Test
  void aFileSystemThatNobodyKnows() {
    CommandLineRun run = new TinyExperiment(folder).run("prepare", "dataset.path=s4://pets/all");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot list the dataset s4://pets/all because No FileSystem for scheme"
                + " \"s4\"");
  }

  @Test
  void anEmptyFolder() throws IOException {
    Files.createDirectories(folder.resolve("photos"));

    assertRefused(
        "Cannot use file:%s/photos as a dataset because it holds no image" + EXPECTED + "nothing");
  }

  @Test
  void aFolderOfOtherFiles() throws IOException {
    new TinyExperiment(folder).photo("ant/notes.txt", new byte[] {'x'});

    assertRefused(
        "Cannot use file:%s/photos as a dataset because it holds no image"
            + EXPECTED
            + "ant/ with no image");
  }

  @Test
  void aFolderOfParquetFilesReadAsOneOfPhotos() throws IOException {
    new TinyExperiment(folder).photo("data/train-00000-of-00001.parquet", new byte[] {'x'});

    assertRefused(
        "Cannot use file:%s/photos as a dataset because it holds no image"
            + EXPECTED
            + "data/ with no image; for its Parquet files set dataset.format = hugging-face");
  }

  @Test
  void aClassWithoutAnImage() throws IOException {
    TinyExperiment experiment = new TinyExperiment(folder);
    experiment.photo("ant/1.png");
    Files.createDirectories(experiment.photos().resolve("bee"));

    assertRefused(
        "Cannot use file:%s/photos as a dataset because classes have no image ('bee')"
            + EXPECTED
            + "ant/ with 1 image, bee/ with no image");
  }

  @Test
  void aClassWithoutAnImageForTraining() throws IOException {
    TinyExperiment experiment = TinyExperiment.in(folder);
    Files.delete(experiment.photos().resolve("train/bee/1.png"));
    Files.delete(experiment.photos().resolve("train/bee/2.png"));

    assertRefused(
        "Cannot use file:%s/photos as a dataset because classes have no image in train ('bee')"
            + EXPECTED
            + "train/ with 2 images, validation/ with 2 images");
  }

  @Test
  void stagesThatComeTooEarlySayWhichOneIsMissing() throws IOException {
    TinyExperiment experiment = TinyExperiment.in(folder);
    String noExamples =
        "dafusion: Cannot find the examples of %1$s/photos in file:%1$s/work/examples: run the"
            + " stage prepare with the same settings first";

    for (String stage : new String[] {"augment", "train"}) {
      CommandLineRun run = experiment.run(stage);

      assertThat(run.code()).isEqualTo(3);
      assertThat(run.output()).isEmpty();
      assertThat(run.errors()).containsExactly(noExamples.formatted(folder));
    }
    assertThat(experiment.run("prepare").code()).isZero();
    CommandLineRun train = experiment.run("train");

    assertThat(train.code()).isEqualTo(3);
    assertThat(train.output()).noneMatch(line -> line.startsWith("train: baseline"));
    assertThat(train.errors()).hasSize(1);
    assertThat(train.errors().get(0))
        .matches(
            "dafusion: Cannot train on run r[0-9a-f]{15} of file:.*/work/synthetic because it holds"
                + " 0 of the 4 pictures wanted: run the stage augment with the same settings first");
    assertThat(experiment.workspace().resolve("trials")).doesNotExist();
  }

  @Test
  void nothingToJudgeAClassifierBy() throws IOException {
    TinyExperiment experiment = new TinyExperiment(folder);
    experiment.photo("ant/1.png");
    experiment.photo("bee/1.png");

    CommandLineRun run = experiment.run("run");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0))
        .matches(
            "dafusion: Cannot train on the examples of run r[0-9a-f]{15} in file:.*/work/examples"
                + " because none is there to judge by: add images below validation/, or for a flat"
                + " folder set dataset.validation-fraction above 0 and run the stage prepare");
  }

  private void assertRefused(String message) {
    TinyExperiment experiment = new TinyExperiment(folder);

    CommandLineRun run = experiment.run("run");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).containsExactly("dafusion: " + message.formatted(folder));
    assertThat(experiment.workspace()).doesNotExist();
  }
}
