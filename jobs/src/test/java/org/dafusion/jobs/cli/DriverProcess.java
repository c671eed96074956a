package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.dafusion.jobs.SparkTest;

/** A run of {@link Main} in a process of its own, to be killed. */
record DriverProcess(Process process) {
  /**
   * Starts it, with the options and the class path of this process.
   *
   * @param output where its output and its errors go
   */
  static DriverProcess start(Path output, List<String> arguments) throws IOException {
    return start(output, Map.of(), arguments);
  }

  /**
   * The same.
   *
   * @param spark properties as {@code spark-submit --conf} gives them
   */
  static DriverProcess start(Path output, Map<String, String> spark, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of(SparkTest.SHORT_LIVED.split(" ")));
    command.add("-Dspark.executor.extraJavaOptions=" + SparkTest.SHORT_LIVED);
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.driver.host=127.0.0.1");
    spark.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return new DriverProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start());
  }

  /** Kills it as soon as it has begun, which is to be before it is done. */
  void killOnce(BooleanSupplier begun) throws InterruptedException {
    try {
      await(
          () -> {
            assertThat(process.isAlive()).as("the driver is alive").isTrue();
            return begun.getAsBoolean();
          });
      assertThat(process.isAlive()).as("the driver is alive").isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Its executors that are alive, where they are processes of their own. */
  List<ProcessHandle> executors() {
    return executorsOf(process.toHandle());
  }

  /** The executors among what a process has started. */
  static List<ProcessHandle> executorsOf(ProcessHandle process) {
    return process.descendants().filter(DriverProcess::isExecutor).toList();
  }

  private static boolean isExecutor(ProcessHandle process) {
    try {
      Path arguments = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return Files.readString(arguments).contains("CoarseGrainedExecutorBackend");
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until work has begun. */
  static void await(BooleanSupplier begun) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!begun.getAsBoolean()) {
      assertThat(System.nanoTime()).as("nanoseconds until work began").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
