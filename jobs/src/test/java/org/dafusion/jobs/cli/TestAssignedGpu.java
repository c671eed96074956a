package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dafusion.engine.TorchRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor process to which Spark assigns a GPU, with a libtorch that cannot use it. */
class TestAssignedGpu {
  @TempDir private Path folder;

  @Test
  void isAnErrorUnderAutoAndRecordedUnderCpu() throws IOException {
    assumeThat(TorchRuntime.gpuCount()).as("GPUs of this libtorch").isZero();
    TinyExperiment experiment = TinyExperiment.in(folder);
    assertThat(experiment.run("prepare").code()).isZero();

    CommandLineRun auto = onCluster(experiment, "executor.device=auto");

    assertThat(auto.code()).isEqualTo(2);
    assertThat(auto.errors())
        .containsExactly(
            "dafusion: Cannot use the GPU 5 that Spark assigned because the libtorch of this"
                + " executor is for CPUs only: set PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and"
                + " PYTORCH_FLAVOR to a libtorch with CUDA, or executor.device = cpu");

    CommandLineRun cpu = onCluster(experiment, "executor.device=cpu");

    assertThat(cpu.errors()).isEmpty();
    assertThat(cpu.code()).isZero();
    assertThat(experiment.manifest("synthetic")).hasSize(1);
    assertThat(experiment.manifest("synthetic").get(0).getStringList("devices"))
        .containsExactly("cpu:5");
  }

  private CommandLineRun onCluster(TinyExperiment experiment, String device) throws IOException {
    Path script = folder.resolve("discover.sh");
    Files.writeString(script, "#!/bin/sh\necho '{\"name\":\"gpu\",\"addresses\":[\"5\"]}'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Map<String, String> spark =
        Map.of(
            "spark.worker.resource.gpu.amount", "1",
            "spark.worker.resource.gpu.discoveryScript", script.toString(),
            "spark.executor.resource.gpu.amount", "1",
            "spark.task.resource.gpu.amount", "1",
            "spark.task.maxFailures", "1",
            "spark.task.reaper.enabled", "true",
            "spark.task.reaper.killTimeout", "3min",
            "spark.executor.memory", "1g",
            // the executors are started from SPARK_HOME, which knows nothing of this module
            "spark.executor.extraClassPath", System.getProperty("java.class.path"));
    return experiment.run(spark, "augment", "spark.master=local-cluster[1,1,1024]", device);
  }
}
