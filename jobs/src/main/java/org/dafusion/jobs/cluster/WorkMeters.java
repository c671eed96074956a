package org.dafusion.jobs.cluster;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.dafusion.diffusion.Network;
import org.dafusion.diffusion.StepObserver;
import org.dafusion.jobs.stage.NumbersByName;
import org.dafusion.jobs.stage.NumbersByName.Rule;

/**
 * What tasks measure of their work, in accumulators that the pages of the Spark UI show by name.
 * New ones for each job that commits, so that what was lost with one is not counted.
 */
public final class WorkMeters implements StepObserver, Serializable {
  private static final long serialVersionUID = 1;

  private final Map<Activity, DoubleAccumulator> seconds = new EnumMap<>(Activity.class);
  private final LongAccumulator unetCalls;
  private final LongAccumulator resamples;
  private final NumbersByName made = new NumbersByName(Rule.SUM);
  private final NumbersByName refused = new NumbersByName(Rule.SUM);

  /** New meters, which begin with nothing. */
  public WorkMeters(SparkSession spark) {
    SparkContext context = spark.sparkContext();
    for (Activity activity : Activity.values()) {
      seconds.put(activity, context.doubleAccumulator("seconds in " + activity.label()));
    }
    unetCalls = context.longAccumulator("UNet calls");
    resamples = context.longAccumulator("resamples");
    context.register(made, "images by device");
    context.register(refused, "refused by reason");
  }

  /** Something took time; to be called by the task's own thread. */
  public void took(Activity activity, double secondsMore) {
    seconds.get(activity).add(secondsMore);
  }

  /** As {@link #took(Activity, double)}, until now. */
  public void tookSince(Activity activity, long startNanos) {
    took(activity, (System.nanoTime() - startNanos) / 1e9);
  }

  @Override
  public void worked(Network network, long nanos) {
    took(Activity.of(network), nanos / 1e9);
  }

  /** One denoising step of one picture. */
  @Override
  public void stepped(String id, int step, double timestep, float[] noise, float[] sample) {
    unetCalls.add(1);
  }

  /**
   * A device has answered a request.
   *
   * @param device name of the task's
   * @param reason why there is no result; null if there is one
   * @param begunAnew how often it was
   */
  public void finished(String device, String reason, int begunAnew) {
    resamples.add(begunAnew);
    if (reason == null) {
      made.add(device, 1);
    } else {
      refused.add(reason, 1);
    }
  }

  /** What has been measured in tasks that ended. */
  public WorkCost cost() {
    Map<String, Double> all = new TreeMap<>();
    seconds.forEach((activity, sum) -> all.put(activity.label(), sum.value()));
    return new WorkCost(made.value(), refused.value(), resamples.value(), unetCalls.value(), all);
  }
}
