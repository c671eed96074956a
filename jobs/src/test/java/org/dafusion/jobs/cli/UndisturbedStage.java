package org.dafusion.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.table.TableSeals;

/** A stage as it is where nobody disturbs it: how long it takes, and what comes of it. */
final class UndisturbedStage {
  private final ChaosStage stage;
  private final TinyExperiment prepared;
  private final double seconds;
  private final double toExecutors;
  private final long growth;
  private final Map<String, List<String>> contents;

  /** Prepares the stage in a folder, and runs it. */
  UndisturbedStage(ChaosStage stage, Path folder) throws IOException, InterruptedException {
    this.stage = stage;
    this.prepared = stage.prepare(folder.resolve("prepared"));
    TinyExperiment experiment = copy(folder.resolve("undisturbed"));
    long before = FileUtils.sizeOfDirectory(experiment.workspace().toFile());
    Path log = experiment.folder().resolve("said.txt");
    long start = System.nanoTime();
    DriverProcess driver = DriverProcess.start(log, ChaosStage.CLUSTER, command(experiment));
    double until = 0;
    while (driver.process().isAlive()) {
      if (until == 0 && !driver.executors().isEmpty()) {
        until = since(start);
      }
      Thread.sleep(20);
    }
    if (driver.process().exitValue() != 0) {
      throw new IllegalStateException("The undisturbed run failed, see " + log);
    }
    this.seconds = since(start);
    this.toExecutors = until;
    this.growth = FileUtils.sizeOfDirectory(experiment.workspace().toFile()) - before;
    this.contents = contents(experiment);
  }

  ChaosStage stage() {
    return stage;
  }

  /** What earlier stages have made. */
  Path workspace() {
    return prepared.workspace();
  }

  /** From the start of the driver to its end. */
  double seconds() {
    return seconds;
  }

  /** From the first executor to the end of the driver. */
  double secondsOfExecutors() {
    return seconds - toExecutors;
  }

  /** Bytes that the stage adds to the workspace. */
  long growth() {
    return growth;
  }

  /** A workspace of its own. The photos stay where they are, so that all runs are of the same. */
  TinyExperiment copy(Path folder) throws IOException {
    TinyExperiment copy = new TinyExperiment(folder);
    FileUtils.copyDirectory(workspace().toFile(), copy.workspace().toFile());
    return copy;
  }

  /** The command that is disturbed, and given again. */
  List<String> command(TinyExperiment experiment) {
    List<String> command = new ArrayList<>(stage.command(experiment));
    command.add("dataset.path=" + prepared.photos());
    return command;
  }

  /** How the tables of an experiment differ from those of this one; empty where they do not. */
  List<String> differences(TinyExperiment experiment) {
    Map<String, List<String>> found = contents(experiment);
    List<String> differences = new ArrayList<>();
    contents.forEach(
        (table, lines) -> {
          without(lines, found.get(table))
              .forEach(line -> differences.add(table + " lacks " + line));
          without(found.get(table), lines).forEach(line -> differences.add(table + " has " + line));
        });
    return differences;
  }

  private static List<String> without(List<String> lines, List<String> others) {
    List<String> left = new ArrayList<>(lines);
    others.forEach(left::remove);
    return left;
  }

  /**
   * All rows of all tables with digests of what they hold, and their runs with their counts and
   * seals. That the rows are those that were sealed is seen on the way.
   */
  private Map<String, List<String>> contents(TinyExperiment experiment) {
    Map<String, List<String>> contents = new TreeMap<>();
    for (String table : stage.tables()) {
      List<String> rows = experiment.contents(table);
      List<String> runs = experiment.recorded(table);
      contents.put(table, Stream.concat(rows.stream(), runs.stream()).toList());
      int sealed = seals(experiment, table).requireSealedRows();
      if (sealed != Set.copyOf(runs).size()) {
        throw new IllegalStateException(
            "%d of %d runs of %s are sealed".formatted(sealed, runs.size(), table));
      }
    }
    return contents;
  }

  private static TableSeals seals(TinyExperiment experiment, String table) {
    Path folder = experiment.workspace().resolve(table);
    return TableSeals.of(SparkSession.active(), new org.apache.hadoop.fs.Path(folder.toUri()));
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
