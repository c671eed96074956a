package org.dafusion.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The driver is killed, and its executors with it. */
final class KilledDriver extends Disturbance {
  KilledDriver(Path folder, UndisturbedStage undisturbed) throws IOException {
    super(folder, undisturbed, undisturbed.copy(folder));
  }

  @Override
  String disturb(double moment, Random random) throws IOException, InterruptedException {
    DriverProcess driver = start("disturbed");
    long wait = Math.round(moment * 1000 * undisturbed().seconds());
    boolean ended = driver.process().waitFor(wait, TimeUnit.MILLISECONDS);
    List<ProcessHandle> executors = driver.executors();
    driver.process().destroyForcibly().waitFor();
    executors.forEach(ProcessHandle::destroyForcibly);
    return ended ? null : "%.1f s after the start".formatted(wait / 1000.0);
  }
}
