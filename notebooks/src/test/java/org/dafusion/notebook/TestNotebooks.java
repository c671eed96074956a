package org.dafusion.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.report.SmallWorkspace;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.metrics.TrialScore;
import org.dafusion.report.Chart;
import org.dafusion.report.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.Console;

/**
 * Runs the cells of the notebooks, without Jupyter, so that no change of the project breaks them.
 */
class TestNotebooks extends SparkTest {
  // as the environment has it, which a test cannot change
  private static final Path WORKSPACE = Path.of(System.getenv("DAFUSION_WORKSPACE"));

  private final JavaKernel kernel = new JavaKernel(getClass().getClassLoader());
  private final PrintStream console = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeAll
  static void fillWorkspace() throws IOException {
    if (Files.exists(WORKSPACE)) {
      try (Stream<Path> old = Files.walk(WORKSPACE)) {
        old.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
    SmallWorkspace small = new SmallWorkspace(Workspace.at(spark, WORKSPACE.toString()));
    small.examples();
    small.synthetic("da-fusion");
    small.synthetic("real-guidance");
    small.embeddings();
    small.trials(
        List.of(
            new TrialScore("baseline", 2, 0, 0.5),
            new TrialScore("baseline", 2, 1, 0.25),
            new TrialScore("da-fusion", 2, 0, 0.75),
            new TrialScore("da-fusion", 2, 1, 0.375)));
  }

  @BeforeEach
  void start() {
    kernel.onStartup();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    System.setOut(console);
    kernel.onShutdown(false);
    kernel.close();
  }

  @Test
  void theAugmentationsAreExplored() throws IOException {
    List<Object> values = run("explore-the-augmentations.ipynb");

    assertThat(values).filteredOn(Chart.class::isInstance).hasSize(2);
    // sources by class and part, and pictures by method, class and status
    assertThat(lines()).anyMatch(line -> line.matches("\\|ant +\\|4 +\\|1 +\\|"));
    assertThat(lines()).anyMatch(line -> line.matches("\\|da-fusion +\\|ant +\\|24 +\\|"));
    assertThat(lines())
        .anyMatch(line -> line.matches("\\|refused\\|the file ends <early>\\|1 +\\|"));
    assertThat(lines()).anyMatch(line -> line.matches("\\|<ant> +\\|0.9 +\\|0.6 +\\|"));
  }

  @Test
  void theBenchmarkIsRead() throws IOException {
    Files.writeString(
        WORKSPACE.resolve("result.json"),
        """
        {"cells": [{"method": "baseline", "examplesPerClass": 2, "accuracy": {"mean": 0.375, "trials": 2}}]}
        """);

    List<Object> values = run("read-the-benchmark.ipynb");

    assertThat(values).filteredOn(Chart.class::isInstance).hasSize(1);
    assertThat(values).filteredOn(Table.class::isInstance).hasSize(1);
    assertThat(lines())
        .contains("4 trials", "methods [baseline, da-fusion], examples per class [2]");
    // 0.25 and 0.125 above the baseline: 0.1875, Student's t with one degree of freedom
    assertThat(lines())
        .anyMatch(line -> line.matches("da-fusion: \\+18.8 points, 68 % interval .*, 2 seeds"));
    assertThat(lines()).anyMatch(line -> line.matches("\\|2 +\\|1 +\\|25.0 +\\|37.5 +\\|"));
    assertThat(lines()).anyMatch(line -> line.matches("\\|2 +\\|baseline\\|2 +\\|37.5 +\\|"));
  }

  private List<Object> run(String name) throws IOException {
    Notebook notebook =
        Notebook.all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    List<Object> values = new ArrayList<>();
    // Spark shows rows on Scala's console, which keeps the stream that it found first
    Console.withOut(
        printed,
        () -> {
          notebook.code().forEach(cell -> values.add(kernel.evalRaw(Notebook.source(cell))));
          return null;
        });
    return values;
  }

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
