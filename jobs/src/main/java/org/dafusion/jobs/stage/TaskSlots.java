package org.dafusion.jobs.stage;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** How many tasks run at the same time. */
public final class TaskSlots {
  private static final String GPUS_OF_A_TASK = "spark.task.resource.gpu.amount";

  private TaskSlots() {}

  /** Whether tasks ask for GPUs. */
  public static boolean haveGpus(SparkSession spark) {
    return spark.sparkContext().getConf().getDouble(GPUS_OF_A_TASK, 0) > 0;
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
    double each = conf.getDouble(GPUS_OF_A_TASK, 0);
    // the driver is in the list too
    int executors = spark.sparkContext().statusTracker().getExecutorInfos().length - 1;
    double gpus = conf.getDouble("spark.executor.resource.gpu.amount", 1);
    return (int) Math.max(1, Math.min(cores, Math.max(1, executors) * Math.floor(gpus / each)));
  }
}
