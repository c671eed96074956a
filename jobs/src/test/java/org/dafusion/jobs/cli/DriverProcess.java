package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A run of {@link Main} in a process of its own, to be killed. */
record DriverProcess(Process process) {
  /**
   * Starts it, with the options and the class path of this process.
   *
   * @param output where its output and its errors go
   */
  static DriverProcess start(Path output, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.driver.host=127.0.0.1");
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

  /** Waits until work has begun. */
  static void await(BooleanSupplier begun) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!begun.getAsBoolean()) {
      assertThat(System.nanoTime()).as("nanoseconds until work began").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
