package org.dafusion.jobs.doctor;

import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Room for the model on machines, outside of Java's heap: what the heap leaves of them. What is set
 * aside for it in a container is a setting of Spark's; see {@link SettingsCheck}.
 *
 * @param modelBytes of the loaded weights, 0 where they are not known
 */
record MemoryCheck(Supplier<List<ProcessFacts>> processes, LongSupplier modelBytes)
    implements Check {
  private static final double MIB = 1 << 20;

  /** Activations and the libraries' own memory, at the least. */
  private static final long BESIDES = 1L << 30;

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
    return machine(model);
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
