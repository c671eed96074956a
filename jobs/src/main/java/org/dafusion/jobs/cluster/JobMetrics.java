package org.dafusion.jobs.cluster;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.metrics.source.DoubleAccumulatorSource$;
import org.apache.spark.metrics.source.LongAccumulatorSource$;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * What an application has committed since it started, in Spark's metrics system: whatever sinks
 * {@code metrics.properties} names (Prometheus, Graphite, JMX) have it from the driver, below the
 * source {@code AccumulatorSource}. It moves on with each commit.
 */
public final class JobMetrics {
  private static final Map<String, JobMetrics> BY_APPLICATION = new ConcurrentHashMap<>();

  private final LongAccumulator committed;
  private final LongAccumulator refused;
  private final LongAccumulator resamples;
  private final LongAccumulator unetCalls;
  private final Map<Activity, DoubleAccumulator> seconds = new EnumMap<>(Activity.class);

  private JobMetrics(SparkContext context) {
    Map<String, LongAccumulator> counts = new ConcurrentHashMap<>();
    committed = count(context, counts, "images.committed");
    refused = count(context, counts, "images.refused");
    resamples = count(context, counts, "resamples");
    unetCalls = count(context, counts, "unet.calls");
    Map<String, DoubleAccumulator> times = new ConcurrentHashMap<>();
    for (Activity activity : Activity.values()) {
      String name = "dafusion.seconds." + activity.name().toLowerCase(Locale.ROOT);
      seconds.put(activity, context.doubleAccumulator(name));
      times.put(name, seconds.get(activity));
    }
    LongAccumulatorSource$.MODULE$.register(context, immutable(counts));
    DoubleAccumulatorSource$.MODULE$.register(context, immutable(times));
  }

  private static LongAccumulator count(
      SparkContext context, Map<String, LongAccumulator> counts, String name) {
    LongAccumulator count = context.longAccumulator("dafusion." + name);
    counts.put("dafusion." + name, count);
    return count;
  }

  /** One by one, because what adds all takes another type in Scala 2.13 than in 2.12. */
  private static <T> scala.collection.immutable.Map<String, T> immutable(Map<String, T> map) {
    scala.collection.immutable.Map<String, T> copy =
        scala.collection.immutable.Map$.MODULE$.<String, T>empty();
    for (Map.Entry<String, T> entry : map.entrySet()) {
      copy = copy.updated(entry.getKey(), entry.getValue());
    }
    return copy;
  }

  /** Those of the session's application. */
  public static JobMetrics of(SparkSession spark) {
    return BY_APPLICATION.computeIfAbsent(
        spark.sparkContext().applicationId(), id -> new JobMetrics(spark.sparkContext()));
  }

  /** Adds what has come into a table. */
  public void committed(WorkCost cost) {
    committed.add(cost.made());
    refused.add(cost.refusals());
    resamples.add(cost.resamples());
    unetCalls.add(cost.unetCalls());
    seconds.forEach((activity, sum) -> sum.add(cost.seconds(activity)));
  }

  /** Adds what has been trained. */
  public void trained(TrainingCost cost) {
    seconds.forEach((activity, sum) -> sum.add(cost.seconds(activity)));
  }
}
