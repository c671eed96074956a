package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;

/** The tables of a workspace and what their manifests tell, read once. */
public final class WorkspaceTables {
  private static final Map<String, String> FILLED_BY =
      Map.of(
          ExamplesTable.NAME, "prepare",
          ErasuresTable.NAME, "erase",
          EmbeddingsTable.NAME, "invert",
          SyntheticTable.NAME, "augment",
          TrialsTable.NAME, "train (or benchmark)");

  private final Workspace workspace;
  private final List<RunTable> tables;
  private final Map<String, List<RunManifest>> manifests = new HashMap<>();

  /** Reads the manifests; tables that are not there yet are empty. */
  public WorkspaceTables(Workspace workspace) {
    this.workspace = workspace;
    this.tables =
        List.of(
            ExamplesTable.in(workspace),
            ErasuresTable.in(workspace),
            EmbeddingsTable.in(workspace),
            SyntheticTable.in(workspace),
            TrialsTable.in(workspace));
    tables.forEach(table -> manifests.put(table.name(), table.manifest().runs()));
  }

  Workspace workspace() {
    return workspace;
  }

  /**
   * The rows of a table that must have some, for those who want to look into it.
   *
   * @param name such as {@link SyntheticTable#NAME}
   * @throws InvalidDatasetException if it has none; names the command that fills it
   */
  public Dataset<Row> filled(String name) {
    Dataset<Row> rows = table(name).read();
    if (rows.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot read %s in %s because it holds no rows: run deploy/bin/dafusion %s, or name another workspace"
              .formatted(name, workspace, FILLED_BY.get(name)));
    }
    return rows;
  }

  /** In the order in which the pipeline writes them. */
  List<RunTable> all() {
    return tables;
  }

  RunTable table(String name) {
    return tables.stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid table: must be one of %s, found %s"
                        .formatted(tables.stream().map(RunTable::name).toList(), name)));
  }

  /** The runs of a table, the one that was finished last at the end. */
  List<RunManifest> runs(String table) {
    return manifests.get(table).stream()
        .sorted(Comparator.comparing(RunManifest::finished))
        .toList();
  }

  /** The runs of all tables, table by table. */
  List<RunManifest> runs() {
    List<RunManifest> all = new ArrayList<>();
    tables.forEach(table -> all.addAll(runs(table.name())));
    return all;
  }

  /** The runs of each stage and method, in the order of {@link #runs()}. */
  Collection<List<RunManifest>> groups() {
    return runs().stream()
        .collect(
            Collectors.groupingBy(
                run -> List.of(run.stage(), method(run)), LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  /** The run of a table that was finished last; null where the manifest has none. */
  public RunManifest latest(String table) {
    List<RunManifest> runs = runs(table);
    return runs.isEmpty() ? null : runs.get(runs.size() - 1);
  }

  RunManifest find(String table, String run) {
    return manifests.get(table).stream()
        .filter(known -> known.run().equals(run))
        .findFirst()
        .orElse(null);
  }

  /** The method that a run is about; empty where it is about none. */
  static String method(RunManifest run) {
    Object method = run.settings().getOrDefault("method", run.settings().get("augmentation"));
    return method == null ? "" : method.toString();
  }
}
