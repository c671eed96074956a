package org.dafusion.jobs.cluster;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What the Spark UI and the event log say of all jobs that the calling thread starts until this is
 * closed: without it they name a line of Spark's own code, the same for nearly all of them.
 */
public final class JobDescription implements AutoCloseable {
  private static final String KEY = "spark.job.description";

  private final SparkContext context;
  private final String before;

  private JobDescription(SparkContext context, String text) {
    this.context = context;
    this.before = context.getLocalProperty(KEY);
    context.setLocalProperty(KEY, text);
  }

  /**
   * Begins to describe.
   *
   * @param text stage, run and what is done, such as {@code augment, run 3f9a: make pictures}
   */
  public static JobDescription of(SparkSession spark, String text) {
    return new JobDescription(spark.sparkContext(), text);
  }

  /**
   * Describes the rest of a stage's jobs, up to where {@link #close} of what is open says again
   * what was said before it.
   *
   * @param text as in {@link #of}
   */
  public static void narrow(SparkSession spark, String text) {
    spark.sparkContext().setLocalProperty(KEY, text);
  }

  /** What was said before is said again. */
  @Override
  public void close() {
    context.setLocalProperty(KEY, before);
  }
}
