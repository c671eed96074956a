package org.dafusion.jobs.stage;

import org.apache.spark.SparkConf;

/** Who runs the executors; they differ in what they keep to. */
public enum ClusterKind {
  /** The driver's own process. */
  LOCAL,
  /** Spark's own master and workers, those of {@code local-cluster} among them. */
  STANDALONE,
  YARN,
  KUBERNETES,
  OTHER;

  /** The kind that {@code spark.master} names; {@link #LOCAL} where it names nothing. */
  public static ClusterKind of(SparkConf conf) {
    String master = conf.get("spark.master", "local");
    if (master.equals("local") || master.startsWith("local[")) {
      return LOCAL;
    } else if (master.startsWith("local-cluster[") || master.startsWith("spark://")) {
      return STANDALONE;
    } else if (master.equals("yarn")) {
      return YARN;
    }
    return master.startsWith("k8s://") ? KUBERNETES : OTHER;
  }

  /** Whether executors run in containers that are killed when they take more memory than asked. */
  public boolean limitsMemory() {
    return this == YARN || this == KUBERNETES;
  }

  /** Whether stages can ask for GPUs by themselves; Spark 3.5.8 with executors as they are. */
  public boolean knowsStageResources() {
    return this == STANDALONE || limitsMemory();
  }
}
