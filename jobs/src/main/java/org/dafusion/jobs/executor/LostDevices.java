package org.dafusion.jobs.executor;

import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskFailureListener;
import org.dafusion.engine.LostDeviceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an executor whose GPU serves it no more. Spark would give it the next task, which
 * would fail as the last one did, until the job has had as many failures as it may have. So the
 * process ends, and the cluster's manager starts another one in its place, with a context of its
 * own.
 *
 * <p>In local mode the process is the user's, and goes on: Spark does not try a task again there,
 * and the job ends with {@link LostDeviceException}.
 */
final class LostDevices {
  /**
   * Exit code of an executor that lost its GPU, which the driver's log shows. None of Spark's own,
   * and none that a signal leaves.
   */
  static final int EXIT_CODE = 71;

  private static final Logger LOG = LoggerFactory.getLogger(LostDevices.class);
  private static final String DRIVER = "driver";

  private LostDevices() {}

  /** Ends this process should the task fail because its GPU was lost. */
  static void watch(TaskContext task) {
    TaskFailureListener listener =
        (failed, error) -> ended(error, isExecutorOfItsOwn(), LostDevices::halt);
    task.addTaskFailureListener(listener);
  }

  /**
   * @param ownProcess whether nothing but tasks runs in this process
   * @param end ends it
   */
  static void ended(Throwable error, boolean ownProcess, Runnable end) {
    LostDeviceException.in(error)
        .ifPresent(
            lost -> {
              if (ownProcess) {
                LOG.error(
                    "This executor ends itself with exit code {}, so that another one takes its"
                        + " place. {}",
                    EXIT_CODE,
                    lost.getMessage(),
                    error);
                end.run();
              }
            });
  }

  private static boolean isExecutorOfItsOwn() {
    return !SparkEnv.get().executorId().equals(DRIVER);
  }

  /** Without the hooks of a shutdown: what frees memory of a lost GPU may never come back. */
  private static void halt() {
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
