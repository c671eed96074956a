package org.dafusion.jobs.cluster;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.DoubleAccumulator;
import org.dafusion.diffusion.Network;
import org.dafusion.jobs.stage.NumbersByName;
import org.dafusion.jobs.stage.NumbersByName.Rule;

/**
 * What tasks measure that train something, as {@link WorkMeters} are for those that make pictures.
 * New ones for each job that commits, so that what was lost with one is not counted.
 */
public final class TrainingMeters implements Serializable {
  private static final long serialVersionUID = 1;

  private final Map<Activity, DoubleAccumulator> seconds = new EnumMap<>(Activity.class);
  private final NumbersByName samples = new NumbersByName(Rule.SUM);

  /** New meters, which begin with nothing. */
  public TrainingMeters(SparkSession spark) {
    SparkContext context = spark.sparkContext();
    for (Network network : Network.values()) {
      Activity activity = Activity.of(network);
      if (activity != Activity.SAFETY_CHECKER) {
        seconds.put(activity, context.doubleAccumulator("seconds in " + activity.label()));
      }
    }
    context.register(samples, "sample steps by device");
  }

  /** A network took time; to be called by the task's own thread. */
  public void worked(Network network, long nanos) {
    seconds.get(Activity.of(network)).add(nanos / 1e9);
  }

  /**
   * A step was taken.
   *
   * @param device name of the task's
   * @param count samples that it was taken for
   */
  public void stepped(String device, long count) {
    samples.add(device, count);
  }

  /** What has been measured in tasks that ended. */
  public TrainingCost cost() {
    Map<String, Double> all = new TreeMap<>();
    seconds.forEach((activity, sum) -> all.put(activity.label(), sum.value()));
    return new TrainingCost(samples.value(), all);
  }
}
