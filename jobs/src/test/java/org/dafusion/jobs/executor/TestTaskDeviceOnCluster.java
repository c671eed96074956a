package org.dafusion.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.Test;

/** Two executor processes to which Spark assigns a GPU each, on a machine that needs none. */
class TestTaskDeviceOnCluster extends SparkTest {
  @Test
  void underCpuEveryTaskKnowsTheAddressThatSparkAssigned() throws IOException {
    Path script = folder.resolve("discover.sh");
    Files.writeString(script, "#!/bin/sh\necho '{\"name\":\"gpu\",\"addresses\":[\"5\"]}'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    try (SparkSession cluster =
        openCluster(
            2,
            "spark.worker.resource.gpu.amount",
            "1",
            "spark.worker.resource.gpu.discoveryScript",
            script.toString(),
            "spark.executor.resource.gpu.amount",
            "1",
            "spark.task.resource.gpu.amount",
            "1",
            // Work starts when both executors are there.
            "spark.scheduler.minRegisteredResourcesRatio",
            "1.0")) {
      List<String> seen =
          JavaSparkContext.fromSparkContext(cluster.sparkContext())
              .parallelize(List.of(1, 2, 3, 4), 4)
              .map(new DeviceAndProcess())
              .collect();

      Set<String> processes = new HashSet<>(seen);
      assertThat(seen).allMatch(line -> line.startsWith("cpu:5 "));
      assertThat(processes).hasSize(2);
      assertThat(processes).noneMatch(line -> line.endsWith(" " + ProcessHandle.current().pid()));
    }
  }

  private static final class DeviceAndProcess implements Function<Integer, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(Integer ignored) throws InterruptedException {
      Thread.sleep(200); // so that one executor does not do all the work before the other comes
      return TaskDevice.current(DeviceChoice.CPU).name() + " " + ProcessHandle.current().pid();
    }
  }
}
