package org.dafusion.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.table.TableSeals;

/**
 * A stage as it is where nobody disturbs it, and then again and again with something that goes
 * wrong at a moment that a seed decides. Each time the same command is given once more, and every
 * table must be the undisturbed one.
 */
final class ChaosRun {
  private final ChaosStage stage;
  private final Path folder;
  private final TinyExperiment prepared;
  private final Map<String, List<String>> expected;
  private final double seconds;
  private final double toExecutors;
  private final long growth;

  /** Prepares the stage, and runs it undisturbed. */
  ChaosRun(ChaosStage stage, Path folder) throws IOException, InterruptedException {
    this.stage = stage;
    this.folder = folder;
    this.prepared = stage.prepare(folder.resolve("prepared"));
    TinyExperiment undisturbed = copy("undisturbed");
    long before = FileUtils.sizeOfDirectory(undisturbed.workspace().toFile());
    long start = System.nanoTime();
    DriverProcess driver = start(undisturbed, "first");
    double until = 0;
    while (driver.process().isAlive()) {
      if (until == 0 && !driver.executors().isEmpty()) {
        until = since(start);
      }
      Thread.sleep(20);
    }
    this.seconds = since(start);
    this.toExecutors = until;
    requireDone(driver, undisturbed, "first");
    this.growth = FileUtils.sizeOfDirectory(undisturbed.workspace().toFile()) - before;
    this.expected = contents(undisturbed);
  }

  /** What was disturbed when, and what came of it; no result where it was too late. */
  record Outcome(long seed, ChaosKind kind, ChaosStage stage, String moment, String result) {
    static final String EQUAL = "equal";

    boolean isEqual() {
      return EQUAL.equals(result);
    }

    boolean isTooLate() {
      return result == null;
    }
  }

  /** Disturbs it once; what is not equal is kept. */
  Outcome disturb(ChaosKind kind, long seed) throws IOException, InterruptedException {
    Outcome outcome = null;
    // a machine that is quicker than it was may be done too early
    for (double share = 0.95; outcome == null || outcome.isTooLate(); share *= 0.7) {
      // Random gives small seeds much the same first number
      Random random = new Random(new SplittableRandom(seed).nextLong());
      String name = kind + "-" + seed;
      double moment = share * random.nextDouble();
      outcome =
          switch (kind) {
            case EXECUTOR -> executor(copy(name), seed, moment, random);
            case DRIVER -> driver(copy(name), seed, moment);
            case DISK -> disk(name, seed, moment);
          };
      if (outcome.isEqual() || outcome.isTooLate()) {
        FileUtils.deleteDirectory(folder.resolve(name).toFile());
      }
    }
    return outcome;
  }

  private Outcome executor(TinyExperiment experiment, long seed, double moment, Random random)
      throws IOException, InterruptedException {
    DriverProcess driver = start(experiment, "disturbed");
    while (driver.process().isAlive() && driver.executors().size() < 2) {
      Thread.sleep(20);
    }
    long wait = Math.round(moment * 1000 * (seconds - toExecutors));
    driver.process().waitFor(wait, TimeUnit.MILLISECONDS);
    List<ProcessHandle> executors = driver.executors();
    boolean killed =
        !executors.isEmpty() && executors.get(random.nextInt(executors.size())).destroyForcibly();
    driver.process().waitFor();
    String told = "%.1f s after executors were there".formatted(wait / 1000.0);
    if (!killed) {
      return new Outcome(seed, ChaosKind.EXECUTOR, stage, told, null);
    }
    return outcome(experiment, seed, ChaosKind.EXECUTOR, told);
  }

  private Outcome driver(TinyExperiment experiment, long seed, double moment)
      throws IOException, InterruptedException {
    DriverProcess driver = start(experiment, "disturbed");
    long wait = Math.round(moment * 1000 * seconds);
    boolean ended = driver.process().waitFor(wait, TimeUnit.MILLISECONDS);
    List<ProcessHandle> executors = driver.executors();
    driver.process().destroyForcibly().waitFor();
    executors.forEach(ProcessHandle::destroyForcibly);
    String told = "%.1f s after the start".formatted(wait / 1000.0);
    return ended
        ? new Outcome(seed, ChaosKind.DRIVER, stage, told, null)
        : outcome(experiment, seed, ChaosKind.DRIVER, told);
  }

  private Outcome disk(String name, long seed, double moment)
      throws IOException, InterruptedException {
    Path disk = Files.createDirectories(folder.resolve(name));
    long used =
        4096 * (4 + files(prepared.workspace()))
            + FileUtils.sizeOfDirectory(prepared.workspace().toFile());
    long room = Math.round(moment * growth);
    execute("mount", "-t", "tmpfs", "-o", "size=" + (used + room), "tmpfs", disk.toString());
    try {
      TinyExperiment experiment = copy(name);
      Path log = folder.resolve("disk-disturbed.txt");
      DriverProcess driver = DriverProcess.start(log, ChaosStage.CLUSTER, command(experiment));
      boolean failed = driver.process().waitFor() != 0;
      String told = "with room for %d bytes more".formatted(room);
      if (!failed) {
        return new Outcome(seed, ChaosKind.DISK, stage, told, null);
      }
      if (!Files.readString(log).contains("No space left on device")) {
        return new Outcome(seed, ChaosKind.DISK, stage, told, "failed otherwise, see " + log);
      }
      execute("mount", "-o", "remount,size=256m", disk.toString());
      return outcome(experiment, seed, ChaosKind.DISK, told);
    } finally {
      execute("umount", disk.toString());
    }
  }

  private static long files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.count();
    }
  }

  /** Gives the same command again and compares. */
  private Outcome outcome(TinyExperiment experiment, long seed, ChaosKind kind, String moment)
      throws IOException, InterruptedException {
    Path log = folder.resolve("again.txt");
    DriverProcess again = DriverProcess.start(log, ChaosStage.CLUSTER, command(experiment));
    again.process().waitFor();
    return new Outcome(seed, kind, stage, moment, result(again, experiment));
  }

  private String result(DriverProcess again, TinyExperiment experiment) {
    if (again.process().exitValue() != 0) {
      return "the same command ended with exit code %d, see %s and %s"
          .formatted(again.process().exitValue(), folder.resolve("again.txt"), experiment.folder());
    }
    Map<String, List<String>> found = contents(experiment);
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (table, rows) -> {
          List<String> missing = new ArrayList<>(rows);
          found.get(table).forEach(missing::remove);
          List<String> more = new ArrayList<>(found.get(table));
          rows.forEach(more::remove);
          missing.forEach(row -> differences.add(table + " lacks " + row));
          more.forEach(row -> differences.add(table + " has " + row));
        });
    return differences.isEmpty()
        ? Outcome.EQUAL
        : String.join("\n", differences) + "\nkept in " + experiment.folder();
  }

  /** All tables, whose sealed runs are compared with their digests on the way. */
  private Map<String, List<String>> contents(TinyExperiment experiment) {
    Map<String, List<String>> contents = new TreeMap<>();
    for (String table : stage.tables()) {
      contents.put(table, experiment.contents(table));
      TableSeals.of(
              SparkSession.active(),
              new org.apache.hadoop.fs.Path(experiment.workspace().resolve(table).toUri()))
          .requireSealedRows();
    }
    return contents;
  }

  /** The photos stay where they are, so that all runs are of the same ones. */
  private TinyExperiment copy(String name) throws IOException {
    Path copied = folder.resolve(name);
    FileUtils.copyDirectory(
        prepared.workspace().toFile(), copied.resolve(prepared.workspace().getFileName()).toFile());
    return new TinyExperiment(copied);
  }

  private DriverProcess start(TinyExperiment experiment, String name) throws IOException {
    return DriverProcess.start(
        experiment.folder().resolve(name + ".txt"), ChaosStage.CLUSTER, command(experiment));
  }

  /** With the photos of all, as their path is a setting. */
  private List<String> command(TinyExperiment experiment) {
    List<String> command = new ArrayList<>(stage.command(experiment));
    command.add("dataset.path=" + prepared.photos());
    return command;
  }

  private static void requireDone(DriverProcess driver, TinyExperiment experiment, String name) {
    if (driver.process().exitValue() != 0) {
      throw new IllegalStateException(
          "The undisturbed run failed, see " + experiment.folder().resolve(name + ".txt"));
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void execute(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new UncheckedIOException(
          new IOException(
              "Cannot " + String.join(" ", command) + ", which takes root, because " + said));
    }
  }
}
