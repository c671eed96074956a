package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captions come in with their photos. */
class TestCaptions {
  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void writePhotos() throws IOException {
    experiment = TinyExperiment.in(folder);
  }

  @Test
  void comeIntoTheTableAndMakeARunOfTheirOwn() throws IOException {
    assertThat(experiment.run("prepare").code()).isZero();
    caption("ant/1.png,\"an ant, seen from above\"\nbee/2.png,\n");

    CommandLineRun run = experiment.run("prepare");

    assertThat(run.code()).isZero();
    assertThat(run.output())
        .contains("prepare: photos, 2 classes, 6 images, 1 with captions")
        .anyMatch(line -> line.endsWith("has 6 images, 6 of them new, 0 refused"));
    assertThat(experiment.rows("examples", "id, caption"))
        .filteredOn(row -> row.getString(1) != null)
        .extracting(Row::toString)
        .containsExactly("[train/ant/1.png,an ant, seen from above]");
    caption("ant/1.png,an ant\n");
    assertThat(experiment.run("prepare").code()).isZero();
    assertThat(experiment.rows("examples", "id, run").stream().map(row -> row.get(1)).distinct())
        .hasSize(3);
  }

  @Test
  void oneWithoutAPhotoEndsTheStage() throws IOException {
    caption("ant/9.png,an ant\n");

    CommandLineRun run = experiment.run("prepare");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot use the captions of photos because 1 of 1 name no image of the"
                + " dataset (train/ant/9.png in train/metadata.csv): file_name must be a path below"
                + " the folder of the metadata.csv");
  }

  private void caption(String lines) throws IOException {
    experiment.photo(
        "train/metadata.csv", ("file_name,text\n" + lines).getBytes(StandardCharsets.UTF_8));
  }
}
