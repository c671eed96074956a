package org.dafusion.jobs.stage;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.package$;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunTable;

/** Times a run of a stage and writes down what it was. */
public final class RunClock {
  /**
   * Of one length, so that the order of texts is that of times; runs may take less than a second.
   */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final long start = System.nanoTime();

  private RunClock() {}

  /** Starts one. */
  public static RunClock start() {
    return new RunClock();
  }

  /** Since the start. */
  public double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** The entry of a run that computed on the driver or on no special device. */
  public RunManifest manifest(
      String run,
      String stage,
      Map<String, Object> settings,
      Map<String, String> inputs,
      Map<String, Long> seeds,
      RunTable table) {
    return manifest(run, stage, settings, inputs, seeds, table, new TreeSet<>());
  }

  /** The entry of a run. */
  public RunManifest manifest(
      String run,
      String stage,
      Map<String, Object> settings,
      Map<String, String> inputs,
      Map<String, Long> seeds,
      RunTable table,
      SortedSet<String> devices) {
    return manifest(
        run,
        stage,
        settings,
        inputs,
        seeds,
        table.countsByStatus(run),
        table.refused(run),
        seconds(),
        devices);
  }

  /** The entry of a run that wrote no rows. */
  public static RunManifest manifest(
      String run,
      String stage,
      Map<String, Object> settings,
      Map<String, String> inputs,
      Map<String, Long> seeds,
      Map<String, Long> counts,
      List<RunManifest.RefusedRow> refused,
      double seconds,
      SortedSet<String> devices) {
    return new RunManifest(
        run,
        stage,
        settings,
        inputs,
        seeds,
        counts,
        refused,
        versions(),
        seconds,
        devices,
        TIME.format(Instant.now()),
        null,
        Map.of());
  }

  private static Map<String, String> versions() {
    String own = RunClock.class.getPackage().getImplementationVersion();
    Map<String, String> versions = new TreeMap<>();
    versions.put("dafusion", own == null ? "development" : own);
    versions.put("spark", package$.MODULE$.SPARK_VERSION());
    versions.put("engine", TorchRuntime.describe());
    versions.put("java", System.getProperty("java.version"));
    return versions;
  }
}
