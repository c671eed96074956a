package org.dafusion.jobs.benchmark;

import java.util.List;
import org.dafusion.jobs.examples.ExampleSettings;

/**
 * A dataset of a benchmark, and what is compared on it.
 *
 * @param name of its block in {@code benchmark.dataset}; empty for the only one, which has none
 * @param arms one for each method of the grid, in order
 */
public record BenchmarkDataset(
    String name, ExampleSettings examples, BenchmarkSettings grid, List<BenchmarkArm> arms) {
  public BenchmarkDataset {
    arms = List.copyOf(arms);
  }

  /** What lines for people begin with. */
  String label() {
    return name.isEmpty() ? "benchmark: " : "benchmark: %s: ".formatted(name);
  }
}
