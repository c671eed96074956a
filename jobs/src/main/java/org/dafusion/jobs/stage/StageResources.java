package org.dafusion.jobs.stage;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * Which tasks ask for a GPU. With {@code spark.task.resource.gpu.amount} every task of the
 * application does, those that only read and count too, so that an executor runs as many of them as
 * it has GPUs. Where that is left out and executors have GPUs, tasks that compute ask for one by a
 * resource profile of theirs, and all others have the executor's cores.
 *
 * <p>The profile has no request for executors, so that it needs no executors of its own. Spark
 * takes such profiles since 3.4 (standalone) and 3.5.1 (YARN, Kubernetes), without dynamic
 * allocation only; with it, Spark would ask for new executors for each profile.
 */
public final class StageResources {
  /** GPUs of a task, by Spark's own setting. */
  public static final String TASK_GPUS = "spark.task.resource.gpu.amount";

  /** GPUs of an executor, likewise. */
  public static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";

  private static final Map<String, ResourceProfile> BY_APPLICATION = new ConcurrentHashMap<>();

  private StageResources() {}

  /** Whether tasks that compute ask for a GPU by themselves. */
  public static boolean areAskedFor(SparkConf conf) {
    return !conf.contains(TASK_GPUS)
        && ofAnExecutor(conf) > 0
        && ClusterKind.of(conf).knowsStageResources()
        && !conf.getBoolean("spark.dynamicAllocation.enabled", false);
  }

  /** GPUs of an executor; 0 where the setting is no whole number, which is told elsewhere. */
  public static int ofAnExecutor(SparkConf conf) {
    String amount = conf.get(EXECUTOR_GPUS, "0").strip();
    return amount.matches("\\d{1,9}") ? Integer.parseInt(amount) : 0;
  }

  /** GPUs of a task that computes; 0 where it has none. */
  static double ofATask(SparkConf conf) {
    return areAskedFor(conf) ? 1 : conf.getDouble(TASK_GPUS, 0);
  }

  /**
   * Has the tasks that read these rows, and do whatever else happens before the next shuffle, ask
   * for a GPU, if that is how it is done in this application.
   */
  public static <T> JavaRDD<T> onDevices(JavaRDD<T> rows) {
    SparkContext context = rows.context();
    return areAskedFor(context.getConf())
        ? rows.withResources(
            BY_APPLICATION.computeIfAbsent(context.applicationId(), id -> oneGpu()))
        : rows;
  }

  private static ResourceProfile oneGpu() {
    return new ResourceProfileBuilder()
        .require(new TaskResourceRequests().resource("gpu", 1))
        .build();
  }
}
