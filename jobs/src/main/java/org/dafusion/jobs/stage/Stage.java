package org.dafusion.jobs.stage;

import org.apache.spark.sql.SparkSession;

/** One step of the pipeline: reads tables, maps, writes a table. */
public interface Stage {
  /** The stage's one word: its command, its block of settings and its Spark job group. */
  String name();

  /**
   * Does the work, or what is left of it.
   *
   * @param spark the open session, which stays the caller's
   * @param progress is told how the work goes on
   */
  Summary run(SparkSession spark, Progress progress);
}
