package org.dafusion.jobs.doctor;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dafusion.jobs.executor.DeviceChoice;
import org.dafusion.jobs.executor.UnusableDeviceException;

/**
 * What tasks compute on.
 *
 * @param choice what the settings ask for
 */
record DeviceCheck(Supplier<List<ProcessFacts>> processes, DeviceChoice choice) implements Check {
  @Override
  public String name() {
    return "device";
  }

  @Override
  public Finding make() {
    List<ProcessFacts> facts = processes.get();
    for (ProcessFacts of : facts) {
      if (!of.deviceProblem().isEmpty()) {
        return Finding.failed(
            new UnusableDeviceException("on %s: %s".formatted(of.process(), of.deviceProblem())),
            "");
      }
    }
    for (ProcessFacts of : facts) {
      if (choice == DeviceChoice.AUTO && of.gpus() > 0 && of.device().equals("cpu")) {
        return Finding.warning(
            "%s has %d GPUs, but tasks compute on the CPU because Spark assigns them none"
                .formatted(of.process(), of.gpus()),
            facts.size() == 1 && of.process().equals("the driver")
                ? "Spark assigns GPUs to executors alone: take spark.master = local-cluster[…], or"
                    + " a cluster's"
                : "set spark.executor.resource.gpu.amount and"
                    + " spark.executor.resource.gpu.discoveryScript");
      }
    }
    if (facts.stream().allMatch(of -> of.device().isEmpty())) {
      return Finding.warning("not known, because libtorch was not loaded", "see above");
    }
    return Finding.ok(
        facts.stream()
            .map(ProcessFacts::device)
            .filter(device -> !device.isEmpty())
            .distinct()
            .collect(Collectors.joining(", ", "tasks compute on ", "")));
  }
}
