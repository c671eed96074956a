package org.dafusion.jobs.cli;

import java.io.IOException;
import java.util.Locale;

/** What goes wrong in the middle of a stage. */
enum ChaosKind {
  /** An executor is killed, as {@code kill -9} does. */
  EXECUTOR(KilledExecutor::new),
  /** So is the driver, with its executors. */
  DRIVER(KilledDriver::new),
  /** The disk of the workspace is full: a tmpfs too small, which only root can mount. */
  DISK(FullDisk::new),
  /** The S3 server of the workspace drops connections and answers 503 for a while. */
  STORE(UnsteadyStore::new);

  private final Maker maker;

  ChaosKind(Maker maker) {
    this.maker = maker;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Gets ready to disturb a stage in a folder, which is new. */
  Disturbance in(java.nio.file.Path folder, UndisturbedStage undisturbed)
      throws IOException, InterruptedException {
    return maker.make(folder, undisturbed);
  }

  private interface Maker {
    Disturbance make(java.nio.file.Path folder, UndisturbedStage undisturbed)
        throws IOException, InterruptedException;
  }
}
