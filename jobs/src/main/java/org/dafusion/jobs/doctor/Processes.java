package org.dafusion.jobs.doctor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.executor.DeviceChoice;
import org.dafusion.jobs.stage.StageResources;

/**
 * Whether tasks can be run at all, and what the processes that run them have to offer, for the
 * checks that come after this one.
 */
final class Processes implements Check {
  private static final String DRIVER = "driver";

  private final SparkSession spark;
  private final DeviceChoice choice;
  private final List<ProcessFacts> facts = Collections.synchronizedList(new ArrayList<>());

  Processes(SparkSession spark, DeviceChoice choice) {
    this.spark = spark;
    this.choice = choice;
  }

  @Override
  public String name() {
    return "executors";
  }

  @Override
  public Finding make() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int slots = Math.max(1, context.defaultParallelism());
    List<Integer> tasks = Collections.nCopies(slots, 0);
    Map<String, ProcessFacts> found = new TreeMap<>();
    try {
      JavaRDD<ProcessFacts> answers =
          StageResources.onDevices(context.parallelize(tasks, slots).map(new Ask(choice)));
      for (ProcessFacts of : answers.collect()) {
        found.putIfAbsent(of.process() + " " + of.device() + of.deviceProblem(), of);
      }
    } catch (Exception e) {
      // Spark's own is a checked one that nothing declares
      facts.add(ofDriver());
      return Finding.failed(
          new UnusableClusterException("Cannot run a task because " + e.getMessage(), e),
          "look into the log of the executors, and at Spark's own settings");
    }
    boolean alone = found.values().stream().anyMatch(of -> of.process().equals("the driver"));
    if (!alone) {
      facts.add(ofDriver());
    }
    facts.addAll(found.values());
    return Finding.ok(
        alone
            ? "tasks run in the driver, %d at a time".formatted(slots)
            : "%d tasks on %s"
                .formatted(
                    slots,
                    found.values().stream()
                        .map(ProcessFacts::process)
                        .distinct()
                        .collect(Collectors.joining(", "))));
  }

  /** Of the driver and of each executor that answered, once for each device that its tasks got. */
  List<ProcessFacts> facts() {
    return List.copyOf(facts);
  }

  /** The driver has no task, and so no device of Spark's. */
  private static ProcessFacts ofDriver() {
    return ProcessFacts.here("the driver", DeviceChoice.CPU);
  }

  /** What each task answers. */
  private static final class Ask implements Function<Integer, ProcessFacts> {
    private static final long serialVersionUID = 1;

    private final DeviceChoice choice;

    Ask(DeviceChoice choice) {
      this.choice = choice;
    }

    @Override
    public ProcessFacts call(Integer task) {
      String id = SparkEnv.get().executorId();
      String process =
          id.equals(DRIVER)
              ? "the driver"
              : "executor %s on %s"
                  .formatted(id, SparkEnv.get().blockManager().blockManagerId().host());
      return ProcessFacts.here(process, choice);
    }
  }
}
