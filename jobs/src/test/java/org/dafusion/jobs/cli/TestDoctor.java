package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code doctor}. */
class TestDoctor {
  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void drawPhotos() throws IOException {
    experiment = TinyExperiment.in(folder);
  }

  @Test
  void tellsAllThatAJobWouldFindAndChangesNothing() {
    CommandLineRun run = experiment.run("doctor");

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(checks(run))
        .containsExactly(
            "ok executors",
            "ok java",
            "ok native libraries",
            "ok device",
            "ok workspace",
            "ok dataset",
            "ok model",
            "ok memory",
            "ok settings of Spark");
    assertThat(run.output())
        .anyMatch(line -> line.endsWith("2 classes, images: 4 train, 2 validation"))
        .anyMatch(line -> line.contains("libtorch 2.7.1 for cpu from the class path"))
        .endsWith("doctor: 9 checks, 0 warnings, none failed");
    assertThat(experiment.workspace()).doesNotExist();
  }

  @Test
  void makesAllChecksAndExitsAsTheFirstProblemWould() throws IOException {
    // neither photos for the class wasp nor a model
    Files.createDirectories(experiment.photos().resolve("validation/wasp"));
    experiment.photo("validation/wasp/1.png");

    CommandLineRun run = experiment.run("doctor", "model.path=" + folder.resolve("absent"));

    assertThat(run.code()).isEqualTo(3);
    assertThat(checks(run)).contains("failed dataset", "failed model", "warning memory");
    assertThat(run.errors()).containsExactly("dafusion: 2 of 9 checks failed: dataset, model");
  }

  @Test
  void aModelThatIsNotThereHasTheExitCodeOfModels() {
    CommandLineRun run = experiment.run("doctor", "model.path=" + folder.resolve("absent"));

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.output())
        .contains(
            "  failed   model: Cannot read the model %s because there is no such folder; models are read from disk and never downloaded"
                .formatted(folder.resolve("absent")));
  }

  @Test
  void aStoreWithoutCodeForItIsAFailureOfTheCluster() {
    CommandLineRun run = experiment.run("doctor", "workspace=nowhere://bucket/work");

    assertThat(run.code()).isEqualTo(2);
    assertThat(checks(run)).contains("failed store of workspace", "failed workspace");
  }

  @Test
  void asksTheExecutorsOfACluster() {
    CommandLineRun run =
        experiment.run(
            Map.of(
                "spark.executor.memory",
                "1g",
                // the executors are started from SPARK_HOME, which knows nothing of this module
                "spark.executor.extraClassPath",
                System.getProperty("java.class.path")),
            "doctor",
            "spark.master=local-cluster[1,1,1024]");

    assertThat(run.code()).isZero();
    assertThat(run.output())
        .anyMatch(line -> line.matches("  ok +executors: \\d+ tasks on executor 0 on .*"))
        .anyMatch(line -> line.matches("  ok +native libraries: .* on the executors"));
  }

  /**
   * Tasks of the doctor ask for a GPU each, as those of a job would, and no setting of Spark does.
   */
  @Test
  void tellsTheGpusThatStagesAskFor() throws IOException {
    Path script = folder.resolve("discover.sh");
    Files.writeString(script, "#!/bin/sh\necho '{\"name\":\"gpu\",\"addresses\":[\"3\",\"5\"]}'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    CommandLineRun run =
        experiment.run(
            Map.of(
                "spark.worker.resource.gpu.amount", "2",
                "spark.worker.resource.gpu.discoveryScript", script.toString(),
                "spark.executor.resource.gpu.amount", "2",
                "spark.task.reaper.enabled", "true",
                "spark.task.reaper.killTimeout", "3min",
                "spark.executor.memory", "1g",
                "spark.executor.extraClassPath", System.getProperty("java.class.path")),
            "doctor",
            "spark.master=local-cluster[1,2,1024]",
            "executor.device=cpu");

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.output())
        .anyMatch(line -> line.matches("  ok +device: tasks compute on cpu(, )?cpu:3, cpu:5"));
  }

  /** Level and name of each. */
  private static List<String> checks(CommandLineRun run) {
    return run.output().stream()
        .filter(line -> line.startsWith("  "))
        .map(line -> line.strip().replaceFirst(" +", " ").replaceFirst(":.*", ""))
        .toList();
  }
}
