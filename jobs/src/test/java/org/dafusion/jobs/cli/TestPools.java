package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which images train and which judge, from the settings to the table of trials. */
class TestPools {
  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void writePhotos() throws IOException {
    experiment = TinyExperiment.in(folder);
  }

  @Test
  void aClassWithFewerImagesThanAreAskedForEndsTheJob() {
    CommandLineRun run = experiment.run("run", "split.examples-per-class=3");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0))
        .matches(
            "dafusion: Cannot draw 3 training images of each class with seed 0 from the examples of"
                + " run r[0-9a-f]{15} in file:.*/work/examples because 'ant' has 2, 'bee' has 2: ask"
                + " for fewer examples per class, or set split.short-classes = all to take what"
                + " there is");
    assertThat(experiment.workspace().resolve("synthetic")).doesNotExist();

    CommandLineRun all =
        experiment.run("run", "split.examples-per-class=3", "split.short-classes=all");

    assertThat(all.code()).isZero();
    assertThat(all.output())
        .contains("train: baseline, 4 real images, 0 synthetic, 2 for validation");
  }

  /** Of the three photos of a class two train and one judges, whatever part it lies in. */
  @Test
  void halvesOfAllSeedsComeFromOneListing() {
    for (int seed = 0; seed < 2; seed++) {
      CommandLineRun run = experiment.run("run", "split.pools=halves", "split.seed=" + seed);

      assertThat(run.code()).isZero();
      assertThat(run.output())
          .contains("train: baseline, 4 real images, 0 synthetic, 2 for validation");
    }

    List<? extends Config> trials = experiment.manifest("trials");
    assertThat(trials).hasSize(4);
    assertThat(trials)
        .extracting(trial -> trial.getString("inputs.examples"))
        .containsOnly(experiment.manifest("examples").get(0).getString("run"));
    assertThat(trials)
        .extracting(trial -> trial.getString("settings.pools"))
        .containsOnly("halves");
    assertThat(trials)
        .extracting(trial -> trial.getLong("settings.split-seed"))
        .containsExactly(0L, 0L, 1L, 1L);
    assertThat(experiment.manifest("examples")).hasSize(1);
  }

  @Test
  void aDatasetThatTellsNoClustersCannotBeDrawnByCluster() {
    CommandLineRun run = experiment.run("run", "split.pools=clusters");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors().toString())
        .contains("because 6 of its 6 images are in none: choose other split.pools");
  }
}
