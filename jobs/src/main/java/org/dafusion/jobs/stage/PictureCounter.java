package org.dafusion.jobs.stage;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import scala.collection.JavaConverters;

/**
 * Tells people how many pictures are done, how fast, and how long the rest will take. Executors
 * count into an accumulator, whose value in unfinished tasks comes with their heartbeats.
 */
final class PictureCounter extends SparkListener implements AutoCloseable {
  private static final long EVERY_MILLIS = 5_000;

  private final SparkSession spark;
  private final Progress progress;
  private final String label;
  private final long wanted;
  private final LongAccumulator pictures;
  private final long start = System.nanoTime();
  private final Map<Long, Long> byTask = new ConcurrentHashMap<>();
  private final Thread reporter = new Thread(this::report, "picture-counter");

  PictureCounter(SparkSession spark, Progress progress, String label, long wanted) {
    this.spark = spark;
    this.progress = progress;
    this.label = label;
    this.wanted = wanted;
    this.pictures = spark.sparkContext().longAccumulator("pictures");
    spark.sparkContext().addSparkListener(this);
    reporter.setDaemon(true);
    reporter.start();
  }

  /** What executors count into. */
  LongAccumulator pictures() {
    return pictures;
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : JavaConverters.seqAsJavaList(update.accumUpdates())) {
      for (AccumulableInfo info : JavaConverters.seqAsJavaList(task._4())) {
        note((Long) task._1(), info);
      }
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (!end.taskInfo().successful()) {
      byTask.remove(end.taskInfo().taskId());
      return;
    }
    for (AccumulableInfo info :
        JavaConverters.seqAsJavaList(end.taskInfo().accumulables().toSeq())) {
      note(end.taskInfo().taskId(), info);
    }
  }

  private void note(long task, AccumulableInfo info) {
    if (info.id() == pictures.id() && info.update().isDefined()) {
      byTask.merge(task, ((Number) info.update().get()).longValue(), Math::max);
    }
  }

  private void report() {
    try {
      while (true) {
        Thread.sleep(EVERY_MILLIS);
        progress.say(line(byTask.values().stream().mapToLong(Long::longValue).sum()));
      }
    } catch (InterruptedException e) {
      // closed: all pictures are done
    }
  }

  private String line(long counted) {
    // a task that was done twice counted twice
    long done = Math.min(counted, wanted);
    double seconds = (System.nanoTime() - start) / 1e9;
    double rate = done / seconds;
    return String.format(
        Locale.ROOT,
        "%s: %d of %d images, %.2f images/s, %s left",
        label,
        done,
        wanted,
        rate,
        done == 0 ? "unknown time" : clock((wanted - done) / rate));
  }

  private static String clock(double seconds) {
    Duration left = Duration.ofSeconds(Math.round(seconds));
    return "%d:%02d:%02d".formatted(left.toHours(), left.toMinutesPart(), left.toSecondsPart());
  }

  @Override
  public void close() {
    reporter.interrupt();
    progress.say(line(pictures.value()));
    spark.sparkContext().removeSparkListener(this);
  }
}
