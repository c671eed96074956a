package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.report.Block;
import org.dafusion.report.Cell;
import org.dafusion.report.Details;
import org.dafusion.report.Section;
import org.dafusion.report.Table;
import org.dafusion.report.Text;

/** What was run, and what it cost. */
final class RunsSection {
  /** Runs that are listed one by one. */
  private static final int SHOWN = 100;

  private RunsSection() {}

  static Section of(WorkspaceTables tables) {
    List<RunManifest> runs = tables.runs();
    if (runs.isEmpty()) {
      return new Section(
          "runs", "What was run", "No manifest tells of a run that came to its end.", List.of());
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(byStage(tables));
    blocks.add(
        new Details(
            "Each of the " + Numbers.count(runs.size(), "run"),
            List.of(each(runs.subList(Math.max(0, runs.size() - SHOWN), runs.size())))));
    if (runs.size() > SHOWN) {
      blocks.add(
          new Text(
              "%s left out of the list; the tables' manifest.json have them."
                  .formatted(Numbers.count(runs.size() - SHOWN, "earlier run"))));
    }
    blocks.add(new Text("Versions: " + versions(runs) + "."));
    return new Section(
        "runs",
        "What was run",
        "Seconds are those of all invocations that worked on a run, with reading and writing of tables and loading of models; a stage that finds its rows done adds next to none.",
        blocks);
  }

  private static Table byStage(WorkspaceTables tables) {
    return new Table(
        "Runs by stage and method.",
        List.of(
            "stage", "method", "runs", "rows", "without result", "time", "pictures/s", "devices"),
        tables.groups().stream().map(runs -> row(runs, tables)).toList());
  }

  private static List<Cell> row(List<RunManifest> runs, WorkspaceTables tables) {
    double seconds = runs.stream().mapToDouble(RunManifest::seconds).sum();
    long rows = runs.stream().mapToLong(RunsSection::ok).sum();
    boolean pictures =
        tables.find(SyntheticTable.NAME, runs.get(0).run()) != null && rows > 0 && seconds > 0;
    return List.of(
        Cell.words(runs.get(0).stage()),
        Cell.words(WorkspaceTables.method(runs.get(0))),
        Cell.number(Numbers.count(runs.size())),
        Cell.number(Numbers.count(rows)),
        Cell.number(Numbers.count(runs.stream().mapToLong(RunManifest::withoutResult).sum())),
        Cell.number(Numbers.duration(seconds)),
        Cell.number(pictures ? String.format(Locale.ROOT, "%.2f", rows / seconds) : ""),
        Cell.words(
            runs.stream()
                .flatMap(run -> run.devices().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "))));
  }

  private static Table each(List<RunManifest> runs) {
    return new Table(
        "Runs, those of a table in the order in which they were finished.",
        List.of("run", "stage", "method", "seeds", "rows", "time", "finished"),
        runs.stream()
            .map(
                run ->
                    List.of(
                        Cell.code(run.run()),
                        Cell.words(run.stage()),
                        Cell.words(WorkspaceTables.method(run)),
                        Cell.words(seeds(run)),
                        Cell.number(Numbers.count(ok(run))),
                        Cell.number(Numbers.duration(run.seconds())),
                        Cell.words(run.finished().replace("T", " ").replace("Z", " UTC"))))
            .toList());
  }

  private static String seeds(RunManifest run) {
    return run.seeds().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(seed -> seed.getKey() + " " + seed.getValue())
        .collect(Collectors.joining(", "));
  }

  private static long ok(RunManifest run) {
    return run.counts().getOrDefault(Status.OK.text(), 0L);
  }

  /** Those of all runs; where runs differ, each version that one of them had. */
  static String versions(List<RunManifest> runs) {
    Map<String, SortedSet<String>> versions = new LinkedHashMap<>();
    runs.forEach(
        run ->
            run.versions()
                .forEach(
                    (name, version) ->
                        versions.computeIfAbsent(name, n -> new TreeSet<>()).add(version)));
    return versions.entrySet().stream()
        .map(entry -> entry.getKey() + " " + String.join(" and ", entry.getValue()))
        .sorted()
        .collect(Collectors.joining("; "));
  }
}
