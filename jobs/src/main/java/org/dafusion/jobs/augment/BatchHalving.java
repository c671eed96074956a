package org.dafusion.jobs.augment;

import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.jobs.executor.UnusableDeviceException;
import org.dafusion.jobs.pictures.SyntheticRun;

/**
 * What is done where a device's memory does not hold the batch: on a GPU the batch is part of what
 * names a run, so the pictures that are left are made in a run of half the batch, which continues
 * the one that failed.
 */
final class BatchHalving {
  private BatchHalving() {}

  /**
   * The run that goes on.
   *
   * @param failure of the job; thrown again if it was no lack of memory, or the batch is 1 already,
   *     or the model itself has no room
   */
  static SyntheticRun of(SyntheticRun run, Exception failure) {
    OutOfDeviceMemoryException memory = cause(failure);
    if (memory == null) {
      throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
    }
    if (run.augment().batch() == 1) {
      throw new OutOfDeviceMemoryException(
          "Cannot make pictures of %d x %d pixels because even one at a time is too much for the device; use a smaller augment.size, or model.precision = bf16. %s"
              .formatted(run.augment().size(), run.augment().size(), memory.getMessage()),
          failure);
    }
    return run.halved();
  }

  static String line(SyntheticRun run, SyntheticRun smaller, long pictures) {
    return "augment %s: out of memory with augment.batch = %d; the %d pictures left are made with %d, as run %s"
        .formatted(
            run.method().name(),
            run.augment().batch(),
            pictures,
            smaller.augment().batch(),
            smaller.id());
  }

  private static OutOfDeviceMemoryException cause(Throwable failure) {
    for (Throwable cause = failure;
        cause != null && !(cause instanceof UnusableDeviceException);
        cause = cause.getCause()) {
      if (cause instanceof OutOfDeviceMemoryException memory) {
        return memory;
      }
    }
    return null;
  }
}
