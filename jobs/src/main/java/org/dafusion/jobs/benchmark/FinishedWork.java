package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.functions;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;

/**
 * What a workspace holds already of a grid.
 *
 * @param trials runs that are in the table
 * @param tokens by run, how many were learned, or tried
 * @param failed by run, how many of these have no result, such as those that diverged; a run
 *     without such is not among them
 * @param pictures by run, the repeats that are there of each source
 * @param erasures pairs of a run and a concept that it has erased, or tried to
 */
record FinishedWork(
    Set<String> trials,
    Map<String, Long> tokens,
    Map<String, Long> failed,
    Map<String, Map<String, BitSet>> pictures,
    Set<List<String>> erasures) {
  /** An empty workspace. */
  static final FinishedWork NONE =
      new FinishedWork(Set.of(), Map.of(), Map.of(), Map.of(), Set.of());

  /** What is there of draws. Each table is read once, and no picture. */
  static FinishedWork of(Workspace place, List<BenchmarkDraw> draws) {
    Set<String> tokenRuns = new HashSet<>();
    Set<String> pictureRuns = new HashSet<>();
    for (BenchmarkDraw draw : draws) {
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        if (trial.pictures() != null) {
          pictureRuns.add(trial.planned().synthetic());
        }
        if (trial.tokenRun() != null) {
          tokenRuns.add(trial.tokenRun());
        }
      }
    }
    Map<String, Map<Boolean, Long>> tokens = tokens(place, tokenRuns);
    Map<String, Long> tried = new HashMap<>();
    Map<String, Long> failed = new HashMap<>();
    tokens.forEach(
        (run, byResult) -> {
          tried.put(run, byResult.values().stream().mapToLong(Long::longValue).sum());
          if (byResult.containsKey(false)) {
            failed.put(run, byResult.get(false));
          }
        });
    return new FinishedWork(
        trials(place), tried, failed, pictures(place, pictureRuns), erasures(place));
  }

  private static Set<String> trials(Workspace place) {
    return TrialsTable.in(place).read().select("run").distinct().collectAsList().stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toSet());
  }

  private static Set<List<String>> erasures(Workspace place) {
    return ErasuresTable.in(place).read().collectAsList().stream()
        .map(ErasuresTable::fromRow)
        .map(row -> List.of(row.run(), row.className()))
        .collect(Collectors.toSet());
  }

  /** By run, how many have a result, and how many have none. */
  private static Map<String, Map<Boolean, Long>> tokens(Workspace place, Set<String> runs) {
    Map<String, Map<Boolean, Long>> counts = new HashMap<>();
    EmbeddingsTable.in(place)
        .read()
        .where(functions.col("run").isin(runs.toArray()))
        .groupBy(functions.col("run"), functions.col("status").equalTo(Status.OK.text()))
        .count()
        .collectAsList()
        .forEach(
            row ->
                counts
                    .computeIfAbsent(row.getString(0), run -> new HashMap<>())
                    .put(row.getBoolean(1), row.getLong(2)));
    return counts;
  }

  private static Map<String, Map<String, BitSet>> pictures(Workspace place, Set<String> runs) {
    RunTable table = SyntheticTable.in(place);
    Map<String, String> firstOf = chains(table, runs);
    Map<String, Map<String, BitSet>> found = new HashMap<>();
    table
        .read()
        .where(functions.col("run").isin(firstOf.keySet().toArray()))
        .groupBy("run", "source_id")
        .agg(functions.collect_list("repeat"))
        .toLocalIterator()
        .forEachRemaining(
            row ->
                row.<Integer>getList(2)
                    .forEach(
                        repeat ->
                            found
                                .computeIfAbsent(
                                    firstOf.get(row.getString(0)), r -> new HashMap<>())
                                .computeIfAbsent(row.getString(1), s -> new BitSet())
                                .set(repeat)));
    return found;
  }

  /** Each run that was made in place of another, smaller batches for less memory, by that one. */
  private static Map<String, String> chains(RunTable table, Set<String> runs) {
    Map<String, String> continued = new HashMap<>();
    for (RunManifest known : table.manifest().runs()) {
      if (known.continuedBy() != null) {
        continued.put(known.run(), known.continuedBy());
      }
    }
    Map<String, String> firstOf = new HashMap<>();
    for (String run : runs) {
      List<String> chain = new ArrayList<>();
      for (String next = run; next != null && !chain.contains(next); next = continued.get(next)) {
        chain.add(next);
        firstOf.putIfAbsent(next, run);
      }
    }
    return firstOf;
  }

  /** Whether the table holds a trial. */
  boolean holds(BenchmarkDraw.Trial trial) {
    return trials.contains(trial.planned().id());
  }

  /**
   * Whether a trial wants tokens some of which were tried in vain. They are not tried again, so
   * neither its pictures nor the trial itself can be done.
   */
  boolean prevents(BenchmarkDraw.Trial trial) {
    return trial.tokenRun() != null && failed.containsKey(trial.tokenRun());
  }

  /** The repeats that are there of a source. */
  BitSet pictures(String run, String source) {
    return pictures.getOrDefault(run, Map.of()).getOrDefault(source, new BitSet());
  }
}
