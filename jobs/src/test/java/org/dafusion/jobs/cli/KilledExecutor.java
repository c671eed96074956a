package org.dafusion.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One of the executors is killed, once both are there. */
final class KilledExecutor extends Disturbance {
  KilledExecutor(Path folder, UndisturbedStage undisturbed) throws IOException {
    super(folder, undisturbed, undisturbed.copy(folder));
  }

  @Override
  String disturb(double moment, Random random) throws IOException, InterruptedException {
    DriverProcess driver = start("disturbed");
    while (driver.process().isAlive() && driver.executors().size() < 2) {
      Thread.sleep(20);
    }
    long wait = Math.round(moment * 1000 * undisturbed().secondsOfExecutors());
    driver.process().waitFor(wait, TimeUnit.MILLISECONDS);
    List<ProcessHandle> executors = driver.executors();
    boolean killed =
        !executors.isEmpty() && executors.get(random.nextInt(executors.size())).destroyForcibly();
    driver.process().waitFor();
    return killed ? "%.1f s after executors were there".formatted(wait / 1000.0) : null;
  }
}
