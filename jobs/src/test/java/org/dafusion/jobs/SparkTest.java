package org.dafusion.jobs;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Base of tests that need Spark: one session of {@code local[2]} for all of them, without the user
 * interface, and a fresh folder for each test.
 */
public abstract class SparkTest {
  /** Of processes that live for seconds: the better compiler costs more than its code saves. */
  public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  protected static SparkSession spark;

  @TempDir protected Path folder;

  @BeforeAll
  static void openSession() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("tests")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.warehouse.dir", Path.of("target/warehouse").toUri().toString())
            .getOrCreate();
  }

  /** Waits until no task is at work: those of a job that failed go on writing for a while. */
  protected static void awaitTasks() throws InterruptedException {
    while (Stream.of(spark.sparkContext().statusTracker().getExecutorInfos())
        .anyMatch(executor -> executor.numRunningTasks() > 0)) {
      Thread.sleep(20);
    }
  }

  /** Replaces the session by a local one of so many threads; otherwise as {@link #openCluster}. */
  protected static SparkSession openLocal(int threads) {
    spark.stop();
    return SparkSession.builder()
        .master("local[" + threads + "]")
        .appName("tests on " + threads + " threads")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
  }

  /**
   * Replaces the session by one whose executors are processes of their own, each with one core; the
   * caller stops it, and the next test class opens the usual one again.
   */
  protected static SparkSession openCluster(int executors, String... keysAndValues) {
    spark.stop();
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local-cluster[" + executors + ",1,1024]")
            .appName("tests on a cluster")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.executor.memory", "1g")
            .config("spark.executor.extraJavaOptions", SHORT_LIVED)
            // The executors are started from SPARK_HOME, which knows nothing of this module.
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      builder.config(keysAndValues[i], keysAndValues[i + 1]);
    }
    return builder.getOrCreate();
  }
}
