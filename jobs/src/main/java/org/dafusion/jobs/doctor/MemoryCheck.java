package org.dafusion.jobs.doctor;

import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;

/**
 * Room for the model, which lies outside of Java's heap: in a container, what is set aside for
 * that; elsewhere, what the heap leaves of the machine.
 *
 * @param modelBytes of the loaded weights, 0 where they are not known
 */
record MemoryCheck(Supplier<List<ProcessFacts>> processes, SparkConf conf, LongSupplier modelBytes)
    implements Check {
  private static final double MIB = 1 << 20;

  /** Activations and the libraries' own memory, at the least. */
  private static final long BESIDES = 1L << 30;

  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String FACTOR = "spark.executor.memoryOverheadFactor";

  /** Spark's own defaults, in MiB where it is an amount. */
  private static final double USUAL_FACTOR = 0.1;

  private static final long LEAST_OVERHEAD = 384;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Finding make() {
    long model = modelBytes.getAsLong();
    if (model == 0) {
      return Finding.warning("not compared, because the model is not known", "see above");
    }
    String master = conf.get("spark.master", "");
    return master.startsWith("yarn") || master.startsWith("k8s")
        ? container(model)
        : machine(model);
  }

  private Finding container(long model) {
    long heap = conf.getSizeAsMb("spark.executor.memory", "1g");
    long overhead =
        conf.contains(OVERHEAD)
            ? conf.getSizeAsMb(OVERHEAD)
            : Math.max(LEAST_OVERHEAD, (long) (heap * conf.getDouble(FACTOR, USUAL_FACTOR)));
    double room = overhead * MIB;
    String text =
        "%s of weights, and %s of memory beside the heap of an executor (%s)"
            .formatted(size(model), size(room), OVERHEAD);
    return room < model + BESIDES
        ? Finding.warning(
            text + ": the cluster would kill it",
            "set %s=%dm or more".formatted(OVERHEAD, (long) Math.ceil((model + BESIDES) / MIB)))
        : Finding.ok(text);
  }

  private Finding machine(long model) {
    for (ProcessFacts of : processes.get()) {
      // the driver of a cluster loads no model
      boolean loads = processes.get().size() == 1 || !of.process().equals("the driver");
      if (loads && of.machineBytes() - of.heapBytes() < model + BESIDES) {
        return Finding.warning(
            "%s of weights do not fit beside the heap of %s, which may take %s of the machine's %s"
                .formatted(
                    size(model), of.process(), size(of.heapBytes()), size(of.machineBytes())),
            "give the heap less (spark.driver.memory, spark.executor.memory), set model.precision ="
                + " bf16, or take a larger machine");
      }
    }
    return Finding.ok("room for %s of weights beside the heap".formatted(size(model)));
  }

  private static String size(double bytes) {
    return bytes < 1 << 30
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / MIB)
        : String.format(Locale.ROOT, "%.2f GiB", bytes / (1 << 30));
  }
}
