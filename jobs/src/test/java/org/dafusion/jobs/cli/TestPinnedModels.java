package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dafusion.diffusion.RandomFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A digest in the settings takes one model and no other. */
class TestPinnedModels {
  @TempDir private Path folder;
  private TinyExperiment experiment;
  private Path model;

  @BeforeEach
  void files() throws IOException {
    experiment = TinyExperiment.in(folder);
    model = folder.resolve("model");
    RandomFolder.write(model, 7);
  }

  @Test
  void theDigestThatInspectTellsIsTakenAndAnotherRefused() throws IOException {
    String told =
        experiment.run("inspect", "inspect.path=" + model).output().stream()
            .filter(line -> line.contains("model.sha256: "))
            .findFirst()
            .orElseThrow()
            .replaceFirst(".*: ", "");
    experiment.run("prepare");

    CommandLineRun pinned =
        experiment.run("augment", "model.path=" + model, "model.sha256=" + told.toUpperCase());
    assertThat(pinned.errors()).isEmpty();
    assertThat(pinned.code()).isZero();
    assertThat(experiment.manifest("synthetic").get(0).getString("inputs.model")).isEqualTo(told);

    Path other = folder.resolve("other");
    RandomFolder.write(other, 7);
    Path config = other.resolve("unet/config.json");
    Files.writeString(config, Files.readString(config) + "\n");
    CommandLineRun refused =
        experiment.run("augment", "model.path=" + other, "model.sha256=" + told);
    assertThat(refused.code()).isEqualTo(ExitCode.MODEL);
    assertThat(refused.errors())
        .singleElement()
        .asString()
        .matches(
            "dafusion: Cannot use the model "
                + other
                + " because its digest must be "
                + told
                + ", as model.sha256 says, found \\p{XDigit}{64}: its files are another model's, or"
                + " were changed\\. Fetch it again from where you trust it, or, if it is the one"
                + " that you want, set model\\.sha256 to what was found");
  }

  @Test
  void aDigestThatIsNoneIsRefusedAtOnce() {
    CommandLineRun run =
        experiment.run("augment", "model.path=" + model, "model.sha256=abc", "limits.megabytes=0");

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(String.join("\n", run.errors()))
        .contains("model.sha256 must be empty or 64 hexadecimal digits, found 'abc'")
        .contains("limits.megabytes must be between 1 and 2000, found 0");
  }

  @Test
  void aClassifierOfAnotherDigestIsNeverLoaded() {
    experiment.run("prepare");
    experiment.run("augment");
    experiment.run("train", "classifier.save=last");
    Path saved = experiment.workspace().resolve("classifiers");
    String run = experiment.manifest("classifiers").get(0).getString("run");

    CommandLineRun refused =
        experiment.run("classify", "classify.model=" + run, "classify.sha256=" + "0".repeat(64));

    assertThat(refused.code()).isEqualTo(ExitCode.MODEL);
    assertThat(refused.errors())
        .singleElement()
        .asString()
        .contains("Cannot use the classifier file:" + saved.resolve(run))
        .contains("because its digest must be 0000")
        .contains(", as classify.sha256 says, found ");
  }
}
