package org.dafusion.jobs.stage;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.AccumulatorV2;
import scala.collection.JavaConverters;

/**
 * Tells people every few seconds how work gets on. Executors note it in an accumulator, whose value
 * in unfinished tasks comes with their heartbeats.
 */
abstract class HeartbeatReporter extends SparkListener implements AutoCloseable {
  private static final long EVERY_MILLIS = 5_000;

  private final SparkSession spark;
  private final long accumulator;
  private final Map<Long, Consumer<Object>> others = new ConcurrentHashMap<>();
  private final Thread reporter;

  /**
   * @param accumulator registered; its values are given to {@link #noted}
   * @param line what to tell, asked for again and again
   */
  HeartbeatReporter(
      SparkSession spark,
      Progress progress,
      AccumulatorV2<?, ?> accumulator,
      Supplier<String> line) {
    this.spark = spark;
    this.accumulator = accumulator.id();
    this.reporter = new Thread(() -> report(progress, line), "heartbeat-reporter");
    reporter.setDaemon(true);
  }

  /** Gives the values of one more accumulator, of whichever task, to others too. */
  final void watch(AccumulatorV2<?, ?> other, Consumer<Object> taker) {
    others.put(other.id(), taker);
  }

  final void begin() {
    spark.sparkContext().addSparkListener(this);
    reporter.start();
  }

  /** What a task has noted so far. */
  abstract void noted(long task, Object value);

  /** A task failed; it will be done again. */
  void failed(long task) {}

  @Override
  public final void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : JavaConverters.seqAsJavaList(update.accumUpdates())) {
      for (AccumulableInfo info : JavaConverters.seqAsJavaList(task._4())) {
        take((Long) task._1(), info);
      }
    }
  }

  @Override
  public final void onTaskEnd(SparkListenerTaskEnd end) {
    if (!end.taskInfo().successful()) {
      failed(end.taskInfo().taskId());
      return;
    }
    for (AccumulableInfo info :
        JavaConverters.seqAsJavaList(end.taskInfo().accumulables().toSeq())) {
      take(end.taskInfo().taskId(), info);
    }
  }

  private void take(long task, AccumulableInfo info) {
    if (info.update().isEmpty()) {
      return;
    }
    if (info.id() == accumulator) {
      noted(task, info.update().get());
    } else if (others.containsKey(info.id())) {
      others.get(info.id()).accept(info.update().get());
    }
  }

  private static void report(Progress progress, Supplier<String> line) {
    try {
      while (true) {
        Thread.sleep(EVERY_MILLIS);
        progress.say(line.get());
      }
    } catch (InterruptedException e) {
      // closed: all is done
    }
  }

  @Override
  public void close() {
    reporter.interrupt();
    spark.sparkContext().removeSparkListener(this);
  }
}
