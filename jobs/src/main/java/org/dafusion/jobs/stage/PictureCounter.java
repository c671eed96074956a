package org.dafusion.jobs.stage;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** Tells people how many pictures are done, how fast, and how long the rest will take. */
public final class PictureCounter implements AutoCloseable {
  private final Progress progress;
  private final String label;
  private final long wanted;
  private final Pace pace;
  private final LongAccumulator pictures;
  private final Map<Long, Long> byTask = new ConcurrentHashMap<>();
  private final HeartbeatReporter reporter;

  /**
   * Starts telling; whoever opens it closes it when the pictures are done.
   *
   * @param label that each line begins with
   * @param wanted pictures in all
   */
  public PictureCounter(SparkSession spark, Progress progress, String label, long wanted) {
    this.progress = progress;
    this.label = label;
    this.wanted = wanted;
    this.pace = new Pace();
    this.pictures = spark.sparkContext().longAccumulator("pictures");
    this.reporter =
        new HeartbeatReporter(spark, progress, pictures, () -> line(counted())) {
          @Override
          void noted(long task, Object value) {
            byTask.merge(task, ((Number) value).longValue(), Math::max);
          }

          @Override
          void failed(long task) {
            byTask.remove(task);
          }
        };
    reporter.begin();
  }

  /** What executors count into. */
  public LongAccumulator pictures() {
    return pictures;
  }

  private long counted() {
    return byTask.values().stream().mapToLong(Long::longValue).sum();
  }

  private String line(long counted) {
    // a task that was done twice counted twice
    long done = Math.min(counted, wanted);
    return String.format(
        Locale.ROOT,
        "%s: %d of %d images, %.2f images/s, %s left",
        label,
        done,
        wanted,
        pace.rate(done),
        pace.left(done, wanted - done));
  }

  @Override
  public void close() {
    reporter.close();
    progress.say(line(pictures.value()));
  }
}
