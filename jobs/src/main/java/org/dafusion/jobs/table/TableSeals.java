package org.dafusion.jobs.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.InvalidDatasetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of a table hold rows that can be trusted. A wave of rows is what one Spark write
 * adds. Spark's own committer makes its files visible one after the other, and a driver that dies
 * in between leaves some; so only a wave that {@code manifest.json} lists, once its job has ended,
 * is read. A table whose manifest lists no waves is from before there were any, and trusted as it
 * is.
 */
public final class TableSeals {
  private static final Logger LOG = LoggerFactory.getLogger(TableSeals.class);
  private static final String ALL = "*.parquet";

  /**
   * How the folders begin that committers leave where a job died: Spark's own, and the magic one of
   * S3A, which names a folder for each job since Hadoop 3.4.
   */
  private static final List<String> DEBRIS = List.of("_temporary", "__magic");

  private final SparkSession spark;
  private final Path folder;
  private final ManifestFile manifest;

  private TableSeals(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.manifest = new ManifestFile(spark.sparkContext().hadoopConfiguration(), folder);
  }

  /** Those of the table in a folder. */
  public static TableSeals of(SparkSession spark, Path folder) {
    return new TableSeals(spark, folder);
  }

  /**
   * The table's trusted rows, with the columns that its files have; no rows and no columns where
   * there is no trusted file.
   *
   * @throws InvalidDatasetException if a wave's files are not those that were sealed
   */
  public Dataset<Row> read() {
    return files(null)
        .map(files -> spark.read().options(files).parquet(folder.toString()))
        .orElseGet(spark::emptyDataFrame);
  }

  /**
   * The options by which Spark reads trusted files of the folder and no others.
   *
   * @param run whose files are wanted, others may be among them; null for all
   * @return nothing where there is no such file
   * @throws InvalidDatasetException if a wave's files are not those that were sealed
   */
  Optional<Map<String, String>> files(String run) {
    List<SealedWave> sealed = manifest.waves();
    if (sealed == null) {
      return Optional.of(Map.of("pathGlobFilter", ALL));
    }
    SortedMap<String, SealedWave> found = found();
    List<SealedWave> wanted =
        sealed.stream().filter(wave -> run == null || wave.mayHold(run)).toList();
    wanted.forEach(wave -> require(wave, found.get(wave.name())));
    return wanted.isEmpty() ? Optional.empty() : Optional.of(SealedFiles.options(wanted));
  }

  /**
   * Makes the folder ready for a write: what jobs have left that never ended is deleted. Only who
   * has the table's lease may do so.
   */
  void begin() {
    List<SealedWave> sealed = manifest.waves();
    SortedMap<String, SealedWave> found = found();
    if (sealed == null) {
      manifest.waves(List.copyOf(found.values()), List.of());
    } else {
      List<String> known = sealed.stream().map(SealedWave::name).toList();
      list()
          .filter(file -> !known.contains(SealedWave.nameOf(file.getPath().getName())))
          .forEach(
              file -> {
                LOG.warn(
                    "Deletes {} of {} bytes, because no wave of manifest.json has it: a job that was interrupted has left it",
                    file.getPath(),
                    file.getLen());
                delete(file.getPath());
              });
    }
    entries()
        .filter(FileStatus::isDirectory)
        .map(FileStatus::getPath)
        .filter(path -> DEBRIS.stream().anyMatch(path.getName()::startsWith))
        .forEach(this::delete);
  }

  /**
   * Seals what the write after {@link #begin} has added.
   *
   * @return how many rows
   * @throws IllegalStateException if an id is among them twice
   */
  long seal() {
    List<SealedWave> sealed = manifest.waves();
    List<String> known = sealed.stream().map(SealedWave::name).toList();
    List<SealedWave> all = new ArrayList<>(sealed);
    long added = 0;
    List<SealedWave> unknown =
        found().values().stream().filter(wave -> !known.contains(wave.name())).toList();
    if (unknown.size() > 1) {
      throw new IllegalStateException(
          "Cannot seal rows of %s because one write must have added them, found files of %d, %s: another command wrote at the same time; run the same command again"
              .formatted(folder, unknown.size(), unknown.stream().map(SealedWave::name).toList()));
    }
    for (SealedWave fresh : unknown) {
      Map<String, Long> rows = rows(fresh);
      if (rows.isEmpty()) {
        list()
            .filter(file -> file.getPath().getName().contains(fresh.name()))
            .forEach(file -> delete(file.getPath()));
      } else {
        all.add(new SealedWave(fresh.name(), fresh.files(), fresh.bytes(), rows));
        added += rows.values().stream().mapToLong(Long::longValue).sum();
      }
    }
    if (all.size() > sealed.size()) {
      manifest.waves(
          all,
          all.subList(sealed.size(), all.size()).stream()
              .flatMap(wave -> wave.rows().keySet().stream())
              .distinct()
              .toList());
    }
    return added;
  }

  private Map<String, Long> rows(SealedWave wave) {
    Map<String, Long> rows = new TreeMap<>();
    for (Row run :
        spark
            .read()
            .options(SealedFiles.options(List.of(wave)))
            .parquet(folder.toString())
            .groupBy("run")
            .agg(count(lit(1)), countDistinct(col("id")))
            .collectAsList()) {
      if (run.getLong(1) != run.getLong(2)) {
        throw new IllegalStateException(
            "Cannot seal rows of %s because an id must be in a run once: run %s got %d rows of %d ids"
                .formatted(folder, run.getString(0), run.getLong(1), run.getLong(2)));
      }
      rows.put(run.getString(0), run.getLong(1));
    }
    return rows;
  }

  /**
   * Compares each run that was sealed with its rows, which takes reading all of them.
   *
   * @return how many runs there are whose rows are as they were sealed
   * @throws InvalidDatasetException if a run has other rows than those that were sealed
   */
  public int requireSealedRows() {
    Map<String, RunSeal> seals = manifest.seals();
    seals.forEach(
        (run, seal) -> {
          RunSeal found = RunSeal.of(rows(run));
          if (!found.equals(seal)) {
            throw new InvalidDatasetException(
                "Cannot trust the table %s because run %s was sealed with %d rows of SHA-256 %s, found %d rows of SHA-256 %s: restore its files, or write the run to an empty workspace again"
                    .formatted(
                        folder, run, seal.rows(), seal.sha256(), found.rows(), found.sha256()));
          }
        });
    return seals.size();
  }

  /** With the columns of all files: a table may have got some later. */
  private Dataset<Row> rows(String run) {
    return files(run)
        .map(
            files ->
                spark
                    .read()
                    .option("mergeSchema", true)
                    .options(files)
                    .parquet(folder.toString())
                    .where(col("run").equalTo(run)))
        .orElseGet(() -> spark.emptyDataFrame().select(lit("").as("id")));
  }

  private void require(SealedWave sealed, SealedWave found) {
    long files = found == null ? 0 : found.files();
    long bytes = found == null ? 0 : found.bytes();
    if (files != sealed.files() || bytes != sealed.bytes()) {
      throw new InvalidDatasetException(
          "Cannot trust the table %s because of the runs %s the files *%s* were sealed as %d files of %d bytes, found %d files of %d bytes: restore them, or take the wave out of manifest.json, and the same command makes its rows again"
              .formatted(
                  folder,
                  sealed.rows() == null ? "in it" : sealed.rows().keySet(),
                  sealed.name(),
                  sealed.files(),
                  sealed.bytes(),
                  files,
                  bytes));
    }
  }

  /** The waves whose files lie in the folder, as far as a listing tells. */
  private SortedMap<String, SealedWave> found() {
    SortedMap<String, SealedWave> waves = new TreeMap<>();
    list()
        .map(
            file ->
                new SealedWave(SealedWave.nameOf(file.getPath().getName()), 1, file.getLen(), null))
        .forEach(
            one ->
                waves.merge(
                    one.name(),
                    one,
                    (a, b) ->
                        new SealedWave(
                            a.name(), a.files() + b.files(), a.bytes() + b.bytes(), null)));
    return waves;
  }

  private Stream<FileStatus> list() {
    return entries()
        .filter(FileStatus::isFile)
        .filter(file -> file.getPath().getName().endsWith(".parquet"))
        // as Spark reads folders
        .filter(file -> !file.getPath().getName().matches("[_.].*"));
  }

  private Stream<FileStatus> entries() {
    try {
      return Stream.of(files().listStatus(folder));
    } catch (FileNotFoundException e) {
      return Stream.of();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot list the table " + folder + " because " + e.getMessage(), e);
    }
  }

  private void delete(Path path) {
    try {
      files().delete(path, true);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot delete %s, which an interrupted job has left, because %s"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private FileSystem files() throws IOException {
    return folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
  }
}
