package org.dafusion.jobs.doctor;

import java.util.List;
import java.util.function.Supplier;

/** Processes with something to be found, in place of a cluster's. */
final class Facts {
  static final long GIB = 1L << 30;

  private Facts() {}

  /** The driver of a local run in which nothing is wrong. */
  static ProcessFacts driver() {
    return of("the driver", 17, "", 0, "cpu", "");
  }

  static ProcessFacts executor(String id) {
    return of("executor %s on node".formatted(id), 17, "", 0, "cpu", "");
  }

  static ProcessFacts of(
      String process,
      int javaVersion,
      String libraryProblem,
      int gpus,
      String device,
      String deviceProblem) {
    return new ProcessFacts(
        process,
        javaVersion,
        javaVersion + ".0.1 of a vendor",
        libraryProblem.isEmpty() ? "libtorch 2.7.1 for cpu from the class path" : "",
        libraryProblem,
        gpus,
        device,
        deviceProblem,
        4 * GIB,
        16 * GIB);
  }

  static Supplier<List<ProcessFacts>> supplied(ProcessFacts... facts) {
    return () -> List.of(facts);
  }
}
