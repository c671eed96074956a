package org.dafusion.jobs.table;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min_by;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A flat folder of Parquet files in which runs lie side by side. A row is known by its {@code run}
 * and {@code id}; one that is there already is never added again, so a repeated job adds nothing.
 * What one {@link #append} adds appears as a whole, once it is sealed ({@link TableSeals}): of one
 * that is interrupted nothing is read. One process at a time appends to a table ({@link
 * TableLease}); others wait.
 */
public final class RunTable {
  private static final Logger LOG = LoggerFactory.getLogger(RunTable.class);

  /** Rows without a result that {@link #refused(String)} lists. */
  private static final int LISTED = 10_000;

  private final Workspace workspace;
  private final String name;
  private final StructType schema;

  RunTable(Workspace workspace, String name, StructType schema) {
    this.workspace = workspace;
    this.name = name;
    this.schema = schema;
  }

  public String name() {
    return name;
  }

  /** The table's folder, absolute. */
  public Path location() {
    return workspace.path(name);
  }

  /** What this table's runs were; see {@link ManifestFile#record}. */
  public ManifestFile manifest() {
    return new ManifestFile(workspace.hadoop(), location());
  }

  /**
   * All rows of all runs that were sealed, see {@link TableSeals}; none where nothing was written
   * yet.
   *
   * @throws org.dafusion.data.InvalidDatasetException if files are missing that were sealed
   */
  public Dataset<Row> read() {
    return read(seals().files(null));
  }

  private Dataset<Row> read(Optional<Map<String, String>> files) {
    SparkSession spark = workspace.spark();
    if (files.isEmpty() || !exists()) {
      return spark.createDataFrame(List.of(), schema);
    }
    return spark.read().schema(schema).options(files.get()).parquet(location().toString());
  }

  private TableSeals seals() {
    return TableSeals.of(workspace.spark(), location());
  }

  /**
   * Keeps other processes from writing to this table until it is closed; waits while one does. A
   * stage holds it from the moment when it looks at what is missing.
   *
   * @param told why there is a wait, if there is one
   */
  public TableLease lease(Consumer<String> told) {
    return TableLease.of(location(), workspace.hadoop(), told);
  }

  /**
   * Seals a run whose planned rows are all there: the manifest tells how many they are, and their
   * digest. One that got no rows since it was sealed is not read again.
   */
  public void seal(String run) {
    try (TableLease lease = lease(LOG::info)) {
      // rows that come later break it
      if (!manifest().seals().containsKey(run)) {
        RunSeal found = RunSeal.of(read(run));
        lease.require();
        manifest().seal(run, found);
      }
    }
  }

  /**
   * Seals those of some runs that a process which died has left unsealed.
   *
   * @param runs whose planned rows are all there, as far as the table holds them
   */
  public void seal(Collection<String> runs) {
    Set<String> sealed = manifest().seals().keySet();
    List<SealedWave> waves = manifest().waves();
    if (waves != null) {
      runs.stream()
          .filter(run -> !sealed.contains(run))
          .filter(run -> waves.stream().anyMatch(wave -> wave.mayHold(run)))
          .forEach(this::seal);
    }
  }

  /** The rows of one run. */
  public Dataset<Row> read(String run) {
    return read(seals().files(run)).where(col("run").equalTo(run));
  }

  /** The ids of one run's rows. */
  public Set<String> ids(String run) {
    Set<String> ids = new HashSet<>();
    read(run).select("id").collectAsList().forEach(row -> ids.add(row.getString(0)));
    return ids;
  }

  /** A run and those that continue it, in order; see {@link RunManifest#continuedBy}. */
  public List<String> continued(String run) {
    List<String> runs = new ArrayList<>();
    for (String next = run; next != null && !runs.contains(next); ) {
      runs.add(next);
      next = manifest().find(next).map(RunManifest::continuedBy).orElse(null);
    }
    return runs;
  }

  /**
   * The rows of a run and of those that continue it. Of an id that several of them hold, because a
   * run that continues was made by itself too, it is the row of the earliest.
   */
  public Dataset<Row> readContinued(String run) {
    List<String> runs = continued(run);
    if (runs.size() == 1) {
      return read(run);
    }
    Column place = array_position(lit(runs.toArray(String[]::new)), col("run"));
    Column chain = col("run").isin(runs.toArray());
    Dataset<Row> first =
        read()
            .where(chain)
            .groupBy("id")
            .agg(min_by(col("run"), place).as("first_run"))
            .withColumnRenamed("id", "first_id");
    return read()
        .where(chain)
        .join(
            Lookup.of(first),
            col("run").equalTo(col("first_run")).and(col("id").equalTo(col("first_id"))),
            "left_semi");
  }

  /**
   * Those of {@code planned} that the table does not hold yet, with their columns and partitions as
   * they are. Work is planned in cheap rows, cut down here, and only then done.
   *
   * @param planned rows with at least {@code run} and {@code id}
   */
  public Dataset<Row> missing(Dataset<Row> planned) {
    if (!exists()) {
      return planned;
    }
    Dataset<Row> there = read().select(col("run").as("there_run"), col("id").as("there_id"));
    return planned.join(
        Lookup.of(there),
        col("run").equalTo(col("there_run")).and(col("id").equalTo(col("there_id"))),
        "left_anti");
  }

  /** The same of rows of one run, which is cheaper where the table is large. */
  private Dataset<Row> missing(String run, Dataset<Row> planned) {
    Dataset<Row> there = read(run).select(col("id").as("there_id"));
    return there.isEmpty()
        ? planned
        : planned.join(Lookup.of(there), col("id").equalTo(col("there_id")), "left_anti");
  }

  /**
   * Adds those rows that are not there yet, in one Spark write, and seals them: all of them or
   * none.
   *
   * @return how many were added
   */
  public long append(Dataset<Row> rows) {
    return write(() -> missing(rows));
  }

  /** The same of rows of one run, which is cheaper where the table is large. */
  public long append(String run, Dataset<Row> rows) {
    return write(() -> missing(run, rows));
  }

  /** As {@link #append(Dataset)} for a few rows on the driver; writes one file, or none. */
  public long append(List<Row> rows) {
    return write(
        () -> {
          List<Row> fresh = fresh(rows);
          return fresh.isEmpty()
              ? null
              : workspace.spark().createDataFrame(fresh, schema).coalesce(1);
        });
  }

  private List<Row> fresh(List<Row> rows) {
    Set<List<String>> there = new HashSet<>();
    Object[] runs = rows.stream().map(row -> row.<String>getAs("run")).distinct().toArray();
    for (Row row : read().where(col("run").isin(runs)).select("run", "id").collectAsList()) {
      there.add(List.of(row.getString(0), row.getString(1)));
    }
    return rows.stream()
        .filter(row -> there.add(List.of(row.<String>getAs("run"), row.<String>getAs("id"))))
        .toList();
  }

  /**
   * @param missing is asked once nobody else writes; null for nothing to write
   */
  private long write(Supplier<Dataset<Row>> missing) {
    try (TableLease lease = lease(LOG::info)) {
      lease.require();
      TableSeals seals = seals();
      seals.begin();
      Dataset<Row> rows = missing.get();
      if (rows == null) {
        return 0;
      }
      rows.write().mode("append").parquet(location().toString());
      lease.require();
      return seals.seal();
    }
  }

  /** How many rows of a run have each status; in a table without one, all of them are ok. */
  public SortedMap<String, Long> countsByStatus(String run) {
    if (!hasStatus()) {
      return new TreeMap<>(Map.of(Status.OK.text(), read(run).count()));
    }
    SortedMap<String, Long> counts = new TreeMap<>();
    for (Row row : read(run).groupBy("status").count().collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    return counts;
  }

  /** The rows of a run that hold no result, by id, with the reason; the first ten thousand. */
  public List<RunManifest.RefusedRow> refused(String run) {
    return refused(read(run), LISTED);
  }

  /** All of them in what {@link #readContinued} finds. */
  public List<RunManifest.RefusedRow> refusedContinued(String run) {
    return refused(readContinued(run), Integer.MAX_VALUE);
  }

  private List<RunManifest.RefusedRow> refused(Dataset<Row> rows, int most) {
    if (!hasStatus()) {
      return List.of();
    }
    return rows
        .where(col("status").notEqual(Status.OK.text()))
        .select("id", "status", "reason")
        .orderBy("id")
        .limit(most)
        .collectAsList()
        .stream()
        .map(
            row -> new RunManifest.RefusedRow(row.getString(0), row.getString(1), row.getString(2)))
        .toList();
  }

  private boolean hasStatus() {
    return List.of(schema.fieldNames()).contains("status");
  }

  private boolean exists() {
    try {
      return location().getFileSystem(workspace.hadoop()).exists(location());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the table " + location() + " because " + e.getMessage(), e);
    }
  }
}
