package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which rows of a table count. */
class TestTableSeals extends SparkTest {
  private RunTable table;
  private Path place;

  @BeforeEach
  void openTable() {
    table = TrialsTable.in(Workspace.at(spark, folder.toString()));
    place = folder.resolve("trials");
  }

  @Test
  void rowsOfAJobThatNeverEndedAreNotReadAndMakeRoomForTheNext() throws IOException {
    table.append(rows("r1", 0, 1));
    // what is there where a driver dies while Spark's committer moves files into place
    spark
        .createDataFrame(rows("r1", 2, 3), TrialsTable.SCHEMA)
        .write()
        .mode("append")
        .parquet(place.toString());
    assertThat(files()).hasSizeGreaterThan(1);

    assertThat(table.read().count()).isEqualTo(2);
    assertThat(table.ids("r1")).hasSize(2);
    assertThat(TableSeals.of(spark, table.location()).read().count()).isEqualTo(2);

    assertThat(table.append(rows("r1", 1, 2, 3))).isEqualTo(2);
    assertThat(
            spark
                .read()
                .option("pathGlobFilter", "*.parquet")
                .parquet(place.toString())
                .select("id")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .doesNotHaveDuplicates()
        .hasSize(4);
  }

  @Test
  void rowsThatComeBetweenALookAtTheManifestAndSparksAreNotRead() {
    table.append(rows("r1", 0, 1));
    var files = TableSeals.of(spark, table.location()).files(null).orElseThrow();
    table.append(rows("r1", 2));

    assertThat(spark.read().options(files).parquet(place.toString()).count()).isEqualTo(2);
    assertThat(table.read().count()).isEqualTo(3);
  }

  @Test
  void tasksThatAKilledDriverHadCommittedAreNotCommittedByTheNextJob() throws IOException {
    table.append(rows("r1", 0));
    Path elsewhere = folder.resolve("elsewhere");
    spark
        .createDataFrame(rows("r1", 1), TrialsTable.SCHEMA)
        .coalesce(1)
        .write()
        .parquet(elsewhere.toString());
    Path task =
        Files.createDirectories(
            place.resolve("_temporary/0/task_202601010000000000000000_0001_m_000000"));
    try (Stream<Path> written = Files.list(elsewhere)) {
      for (Path file : written.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.copy(file, task.resolve(file.getFileName()));
      }
    }
    // of Hadoop 3.4
    Files.createDirectories(place.resolve("__magic_job-1234/tasks"));

    assertThat(table.append(rows("r1", 1, 2))).isEqualTo(2);

    assertThat(spark.read().option("pathGlobFilter", "*.parquet").parquet(place.toString()).count())
        .isEqualTo(3);
    assertThat(place.resolve("_temporary")).doesNotExist();
    assertThat(place.resolve("__magic_job-1234")).doesNotExist();
  }

  @Test
  void filesThatWereSealedAndAreMissingAreNoticed() throws IOException {
    table.append(rows("r1", 0));
    table.append(rows("r2", 0));
    String first = table.manifest().waves().get(0).name();
    for (Path file : files()) {
      if (file.toString().contains(first)) {
        Files.delete(file);
      }
    }

    assertThat(table.read("r2").count()).isEqualTo(1);
    assertThatThrownBy(() -> table.read("r1"))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageMatching(
            "Cannot trust the table file:.*/trials because of the runs \\[r1] the files \\*"
                + first
                + "\\* were sealed as 1 files of \\d+ bytes, found 0 files of 0 bytes: .*");
    assertThatThrownBy(() -> table.read()).isInstanceOf(InvalidDatasetException.class);
  }

  @Test
  void aRunIsSealedWithTheDigestOfItsRows() {
    table.append(rows("r1", 2, 0));
    table.append(rows("r1", 1));

    table.seal("r1");

    String lines =
        IntStream.range(0, 3).mapToObj(TestTableSeals::line).collect(Collectors.joining("\n"));
    assertThat(table.manifest().seals())
        .containsOnly(java.util.Map.entry("r1", new RunSeal(3, DigestUtils.sha256Hex(lines))));
    assertThat(TableSeals.of(spark, table.location()).requireSealedRows()).isEqualTo(1);
  }

  /** As JSON with keys in order and without the columns that are null. */
  private static String line(int step) {
    String id = "validation/accuracy/" + step;
    String json =
        ("{'augmentation':'baseline','dataset':'tiny','epoch':0,'examples_per_class':1,'id':'"
                + id
                + "','metric':'accuracy','part':'validation','protocol':'clean','run':'r1','seed':7,'step':"
                + step
                + ",'value':0.5}")
            .replace('\'', '"');
    return id + "\t" + DigestUtils.sha256Hex(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void moreRowsBreakTheSealUntilTheRunIsSealedAnew() {
    table.append(rows("r1", 0));
    table.append(rows("r2", 0));
    table.seal("r1");
    table.seal("r2");

    table.append(rows("r1", 1));
    assertThat(table.manifest().seals()).containsOnlyKeys("r2");

    table.seal("r1");
    assertThat(table.manifest().seals().get("r1").rows()).isEqualTo(2);
  }

  @Test
  void rowsThatAreNotThoseThatWereSealedAreNoticed() throws IOException {
    table.append(rows("r1", 0, 1));
    table.seal("r1");
    Path manifest = place.resolve("manifest.json");
    JsonObject json = JsonParser.parseString(Files.readString(manifest)).getAsJsonObject();
    json.getAsJsonObject("seals").getAsJsonObject("r1").addProperty("sha256", "ab12");
    Files.writeString(manifest, json.toString());
    Files.deleteIfExists(place.resolve(".manifest.json.crc"));

    assertThatThrownBy(() -> TableSeals.of(spark, table.location()).requireSealedRows())
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageMatching(
            "Cannot trust the table file:.*/trials because run r1 was sealed with 2 rows of SHA-256"
                + " ab12, found 2 rows of SHA-256 [0-9a-f]{64}: .*");
  }

  @Test
  void anIdThatComesTwiceInOneWaveIsRefused() {
    Dataset<Row> twice = spark.createDataFrame(rows("r1", 0, 0), TrialsTable.SCHEMA);

    assertThatThrownBy(() -> table.append(twice))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("an id must be in a run once: run r1 got 2 rows of 1 ids");

    assertThat(table.read().count()).isZero();
    assertThat(table.append(rows("r1", 0))).isEqualTo(1);
  }

  @Test
  void aTableFromBeforeThereWereSealsIsTrustedAndGoesOn() {
    spark.createDataFrame(rows("r1", 0, 1), TrialsTable.SCHEMA).write().parquet(place.toString());
    assertThat(table.read("r1").count()).isEqualTo(2);

    assertThat(table.append(rows("r1", 1, 2))).isEqualTo(1);

    assertThat(table.read("r1").count()).isEqualTo(3);
    assertThat(table.manifest().waves()).hasSize(2);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(place)) {
      return all.filter(file -> file.toString().endsWith(".parquet"))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static List<Row> rows(String run, int... steps) {
    return IntStream.of(steps)
        .mapToObj(
            step ->
                new TrialRow(
                    run,
                    "tiny",
                    "baseline",
                    1,
                    7,
                    "clean",
                    0,
                    step,
                    "validation",
                    "accuracy",
                    null,
                    null,
                    0.5))
        .map(TrialsTable::toRow)
        .toList();
  }
}
