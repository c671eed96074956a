package org.dafusion.jobs.benchmark;

import java.util.List;
import org.dafusion.jobs.examples.ExampleSettings;

/**
 * A dataset of a benchmark, and what is compared on it.
 *
 * @param name of its block in {@code benchmark.dataset}; empty for the only one, which has none
 * @param arms one for each protocol and method of the grid, protocol after protocol
 */
public record BenchmarkDataset(
    String name, ExampleSettings examples, BenchmarkSettings grid, List<BenchmarkArm> arms) {
  public BenchmarkDataset {
    arms = List.copyOf(arms);
  }

  /** Whether its trials are judged in several ways, which must then be told from each other. */
  boolean hasSeveralProtocols() {
    return grid.protocols().size() > 1;
  }

  /** What lines for people begin with. */
  String label() {
    return name.isEmpty() ? "benchmark: " : "benchmark: %s: ".formatted(name);
  }
}
