package org.dafusion.jobs.table;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one run of a table was: enough to do it again and to judge it.
 *
 * @param run digest of the settings, as in the rows
 * @param stage that wrote the rows
 * @param settings the resolved settings that shaped the run
 * @param inputs what the run read: tables with their run, folders with their digest
 * @param seeds that shaped the run, by name
 * @param counts rows by status, and what else the stage counted
 * @param refused the rows that hold no result; of very many the first by id
 * @param versions of the project, of Spark, of the engine and of Java
 * @param seconds on the clock that the run took, all invocations together; of one that was made at
 *     the same time as others its share of the time of all
 * @param devices that did the work, such as {@code cpu} or {@code gpu:0}; not part of the identity
 * @param finished time of the latest completion, ISO 8601, UTC
 * @param continuedBy run that makes what this one could not; null for none
 * @param results what came of it besides rows: measures, and files with their SHA-256, by name;
 *     empty for most stages
 */
public record RunManifest(
    String run,
    String stage,
    Map<String, Object> settings,
    Map<String, String> inputs,
    Map<String, Long> seeds,
    Map<String, Long> counts,
    List<RefusedRow> refused,
    Map<String, String> versions,
    double seconds,
    SortedSet<String> devices,
    String finished,
    String continuedBy,
    Map<String, Object> results) {
  public RunManifest {
    // files from before there were results
    results = results == null ? Map.of() : results;
  }

  /**
   * This entry as the continuation of an earlier one of the same run: seconds add up, devices are
   * those of both.
   */
  public RunManifest after(RunManifest earlier) {
    SortedSet<String> all = new TreeSet<>(earlier.devices);
    all.addAll(devices);
    return with(counts, earlier.seconds + seconds, all, continuedBy, results);
  }

  /** How many rows hold no result. */
  public long withoutResult() {
    long counted =
        Arrays.stream(Status.values())
            .filter(status -> status != Status.OK)
            .mapToLong(status -> counts.getOrDefault(status.text(), 0L))
            .sum();
    return Math.max(counted, refused.size());
  }

  /** The same with one more count. */
  public RunManifest counting(String name, long count) {
    Map<String, Long> more = new TreeMap<>(counts);
    more.put(name, count);
    return with(more, seconds, devices, continuedBy, results);
  }

  /** The same with results. */
  public RunManifest yielding(Map<String, Object> found) {
    return with(counts, seconds, devices, continuedBy, found);
  }

  /** The same of a run that was made together with others, with its share of the seconds. */
  public RunManifest sharing(double share) {
    return with(counts, share * seconds, devices, continuedBy, results);
  }

  /** The same, continued by another run. */
  public RunManifest continuedBy(String other) {
    return with(counts, seconds, devices, other, results);
  }

  private RunManifest with(
      Map<String, Long> counts,
      double seconds,
      SortedSet<String> devices,
      String continuedBy,
      Map<String, Object> results) {
    return new RunManifest(
        run,
        stage,
        settings,
        inputs,
        seeds,
        counts,
        refused,
        versions,
        seconds,
        devices,
        finished,
        continuedBy,
        results);
  }

  /** A row without a result: its id, its status and the reason. */
  public record RefusedRow(String id, String status, String reason) {}
}
