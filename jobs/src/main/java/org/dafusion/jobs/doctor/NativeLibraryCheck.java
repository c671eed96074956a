package org.dafusion.jobs.doctor;

import java.util.List;
import java.util.function.Supplier;
import org.dafusion.engine.MissingNativeLibraryException;

/** libtorch, loaded on the driver and on the executors. */
record NativeLibraryCheck(Supplier<List<ProcessFacts>> processes) implements Check {
  @Override
  public String name() {
    return "native libraries";
  }

  @Override
  public Finding make() {
    List<ProcessFacts> facts = processes.get();
    for (ProcessFacts of : facts) {
      if (!of.libraryProblem().isEmpty()) {
        return Finding.failed(
            new MissingNativeLibraryException(
                "on %s: %s".formatted(of.process(), of.libraryProblem())),
            "");
      }
    }
    // the driver may do with one for CPUs
    List<String> kinds =
        facts.stream()
            .filter(of -> of.process().startsWith("executor"))
            .map(ProcessFacts::library)
            .distinct()
            .toList();
    if (kinds.size() > 1) {
      return Finding.warning(
          "executors have different ones: " + String.join("; ", kinds),
          "give all executors the same, as pictures are the same for one library only");
    }
    return Finding.ok(
        kinds.isEmpty() ? facts.get(0).library() : kinds.get(0) + " on the executors");
  }
}
