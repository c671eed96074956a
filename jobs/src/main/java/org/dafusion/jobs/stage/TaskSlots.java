package org.dafusion.jobs.stage;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** How many tasks run at the same time. */
public final class TaskSlots {
  private TaskSlots() {}

  /** Whether tasks ask for GPUs. */
  public static boolean haveGpus(SparkSession spark) {
    return StageResources.ofATask(spark.sparkContext().getConf()) > 0;
  }

  /**
   * At least 1. Where tasks ask for GPUs, it is those that count, because an executor commonly has
   * many more cores than GPUs.
   */
  public static int of(SparkSession spark) {
    int cores = Math.max(1, spark.sparkContext().defaultParallelism());
    SparkConf conf = spark.sparkContext().getConf();
    if (!haveGpus(spark)) {
      return cores;
    }
    double each = StageResources.ofATask(conf);
    // the driver is in the list too
    int executors = spark.sparkContext().statusTracker().getExecutorInfos().length - 1;
    double gpus = conf.getDouble(StageResources.EXECUTOR_GPUS, 1);
    return (int) Math.max(1, Math.min(cores, Math.max(1, executors) * Math.floor(gpus / each)));
  }
}
