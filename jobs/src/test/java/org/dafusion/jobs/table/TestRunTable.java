package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestRunTable extends SparkTest {
  private RunTable table;

  @BeforeEach
  void openTable() {
    table = SyntheticTable.in(Workspace.at(spark, folder.toString()));
  }

  @Test
  void aTableThatWasNeverWrittenHasNoRows() {
    assertThat(table.read().count()).isZero();
    assertThat(table.read().schema()).isEqualTo(SyntheticTable.SCHEMA);
    assertThat(table.manifest().runs()).isEmpty();
  }

  @Test
  void rowsComeBackAsTheyWereWritten() {
    SyntheticRow ok = synthetic("r1", 0);
    SyntheticRow refused = refused("r1", 1);

    assertThat(table.append(rows(ok, refused))).isEqualTo(2);

    List<Row> read = table.read("r1").orderBy("id").collectAsList();
    assertThat(read)
        .extracting(SyntheticTable::fromRow)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(ok, refused);
  }

  @Test
  void aRepeatedRunAddsNothing() {
    table.append(rows(synthetic("r1", 0), synthetic("r1", 1)));
    Dataset<Row> again = dataset(synthetic("r1", 1), synthetic("r1", 0));

    assertThat(table.missing(again).isEmpty()).isTrue();
    assertThat(table.append(again)).isZero();
    assertThat(table.append(again.collectAsList())).isZero();
    assertThat(table.read().count()).isEqualTo(2);
  }

  @Test
  void anInterruptedRunGoesOnWhereItStopped() {
    table.append(dataset(synthetic("r1", 0), synthetic("r1", 1)));

    Dataset<Row> planned =
        dataset(synthetic("r1", 0), synthetic("r1", 1), synthetic("r1", 2)).select("run", "id");

    assertThat(table.missing(planned).collectAsList())
        .extracting(row -> row.<String>getAs("id"))
        .containsExactly("train/a.jpg#2");
  }

  @Test
  void runsLieSideBySideAndReadersSelectOne() {
    table.append(dataset(synthetic("r1", 0), synthetic("r1", 1)));
    table.append(dataset(synthetic("r2", 0)));

    assertThat(table.read().count()).isEqualTo(3);
    assertThat(table.read("r1").count()).isEqualTo(2);
    assertThat(table.read("r2").count()).isEqualTo(1);
    assertThat(table.read("r3").count()).isZero();
  }

  @Test
  void aRunIsReadWithThoseThatContinueIt() {
    table.append(dataset(synthetic("r1", 0), synthetic("r2", 1), synthetic("r3", 2)));
    table.manifest().record(manifest("r1").continuedBy("r2"));
    table.manifest().record(manifest("r2"));

    assertThat(table.continued("r1")).containsExactly("r1", "r2");
    assertThat(table.readContinued("r1").count()).isEqualTo(2);
    assertThat(table.readContinued("r2").count()).isEqualTo(1);
    assertThat(table.continued("r3")).containsExactly("r3");
  }

  @Test
  void aPictureThatTwoRunsOfAChainHoldIsReadOnce() {
    table.append(dataset(synthetic("r9", 0), synthetic("r2", 1), synthetic("r2", 2)));
    table.manifest().record(manifest("r9").continuedBy("r2"));
    table.manifest().record(manifest("r2").continuedBy("r1"));
    // the run that continues, made by itself later
    table.append(dataset(synthetic("r2", 0), synthetic("r1", 3), synthetic("r1", 1)));

    assertThat(table.readContinued("r9").orderBy("id").collectAsList())
        .extracting(SyntheticTable::fromRow)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            synthetic("r9", 0), synthetic("r2", 1), synthetic("r2", 2), synthetic("r1", 3));
    assertThat(table.readContinued("r2").count()).isEqualTo(4);
    assertThat(table.readContinued("r1").count()).isEqualTo(2);
  }

  @Test
  void theFolderIsFlatAndTheManifestLiesInIt() {
    table.append(dataset(synthetic("r1", 0)));
    table.manifest().record(manifest("r1"));

    File[] parquet =
        folder.resolve("synthetic").toFile().listFiles((dir, name) -> name.endsWith(".parquet"));
    assertThat(parquet).isNotEmpty().allMatch(File::isFile);
    assertThat(folder.resolve("synthetic/manifest.json")).exists();
    assertThat(table.read().count()).isEqualTo(1);
  }

  @Test
  void rowsOfOneRunAreLookedUpAmongItsOwn() {
    table.append(rows(synthetic("r1", 0), synthetic("r2", 0), synthetic("r2", 1)));

    assertThat(table.append("r1", dataset(synthetic("r1", 0), synthetic("r1", 1)))).isEqualTo(1);
    assertThat(table.append("r3", dataset(synthetic("r3", 0)))).isEqualTo(1);
    assertThat(table.read("r1").count()).isEqualTo(2);
    assertThat(table.read().count()).isEqualTo(5);
  }

  @Test
  void rowsMadeOnExecutorsAreEncodedByName() {
    Dataset<Row> made =
        spark
            .range(3)
            .map(
                (MapFunction<Long, Row>) n -> SyntheticTable.toRow(synthetic("r1", n.intValue())),
                SyntheticTable.ENCODER);

    assertThat(table.append(made)).isEqualTo(3);

    SyntheticRow last =
        SyntheticTable.fromRow(table.read("r1").where("repeat = 2").collectAsList().get(0));
    assertThat(last).usingRecursiveComparison().isEqualTo(synthetic("r1", 2));
  }

  @Test
  void countsAndRefusedRowsGoByRun() {
    table.append(rows(synthetic("r1", 0), synthetic("r1", 1), refused("r1", 2), refused("r2", 0)));

    assertThat(table.countsByStatus("r1")).isEqualTo(Map.of("ok", 2L, "refused", 1L));
    assertThat(table.refused("r1"))
        .containsExactly(
            new RunManifest.RefusedRow("train/a.jpg#2", "refused", "the file is empty"));
  }

  @Test
  void refusedRowsOfAChainAreThoseThatAreReadOfIt() {
    table.append(rows(refused("r9", 0), refused("r2", 1), synthetic("r9", 2), refused("r2", 2)));
    table.manifest().record(manifest("r9").continuedBy("r2"));
    table.manifest().record(manifest("r2"));

    assertThat(table.refusedContinued("r9"))
        .extracting(RunManifest.RefusedRow::id)
        .containsExactly("train/a.jpg#0", "train/a.jpg#1");
  }

  @Test
  void examplesAndTrialsComeBackToo() {
    Workspace workspace = Workspace.at(spark, folder.toString());
    ExampleRow example =
        new ExampleRow(
            "train/ant/1.jpg",
            "r1",
            "tiny",
            "train",
            1,
            "ant",
            4,
            3,
            new byte[] {1},
            new byte[] {2, 3},
            "masks/1.png",
            "an ant on a leaf",
            "7",
            "1.jpg",
            Status.OK,
            null);
    TrialRow trial =
        new TrialRow(
            "r2",
            "tiny",
            "real-guidance",
            4,
            7,
            "clean",
            2,
            50,
            "validation",
            "accuracy",
            null,
            null,
            0.5);

    ExamplesTable.in(workspace).append(List.of(ExamplesTable.toRow(example)));
    TrialsTable.in(workspace).append(List.of(TrialsTable.toRow(trial)));

    assertThat(ExamplesTable.fromRow(ExamplesTable.in(workspace).read("r1").first()))
        .usingRecursiveComparison()
        .isEqualTo(example);
    assertThat(TrialsTable.fromRow(TrialsTable.in(workspace).read("r2").first())).isEqualTo(trial);
    assertThat(TrialsTable.in(workspace).countsByStatus("r2")).isEqualTo(Map.of("ok", 1L));
    assertThat(trial.id()).isEqualTo("validation/accuracy/50");
  }

  @Test
  void examplesFromBeforeThereWereCaptionsAreRead() {
    Workspace workspace = Workspace.at(spark, folder.toString());
    Row row =
        ExamplesTable.toRow(
            new ExampleRow(
                "train/ant/1.jpg",
                "r1",
                "tiny",
                "train",
                1,
                "ant",
                4,
                3,
                new byte[] {1},
                null,
                null,
                null,
                null,
                "1.jpg",
                Status.OK,
                null));
    spark
        .createDataFrame(List.of(row), ExamplesTable.SCHEMA)
        .drop("caption")
        .write()
        .parquet(ExamplesTable.in(workspace).location().toString());

    ExampleRow read = ExamplesTable.fromRow(ExamplesTable.in(workspace).read("r1").first());

    assertThat(read.caption()).isNull();
    assertThat(read.path()).isEqualTo("1.jpg");
  }

  private static RunManifest manifest(String run) {
    return new RunManifest(
        run,
        "augment",
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        Map.of(),
        1,
        new TreeSet<>(),
        "2026-01-01T00:00:00Z",
        null,
        Map.of());
  }

  private static List<Row> rows(SyntheticRow... rows) {
    return List.of(rows).stream().map(SyntheticTable::toRow).toList();
  }

  private static Dataset<Row> dataset(SyntheticRow... rows) {
    return spark.createDataFrame(rows(rows), SyntheticTable.SCHEMA).repartition(2);
  }

  private static SyntheticRow synthetic(String run, int repeat) {
    byte[] image = new byte[256];
    IntStream.range(0, image.length).forEach(i -> image[i] = (byte) i);
    return row(run, repeat, image, 8, Status.OK, null);
  }

  private static SyntheticRow refused(String run, int repeat) {
    return row(run, repeat, null, null, Status.REFUSED, "the file is empty");
  }

  private static SyntheticRow row(
      String run, int repeat, byte[] image, Integer size, Status status, String reason) {
    String id = SyntheticTable.id("train/a.jpg", repeat);
    return new SyntheticRow(
        id,
        run,
        "train/a.jpg",
        repeat,
        2,
        "naïve",
        0.25,
        "real-guidance",
        "real-guidance",
        "a photo of a naïve",
        7.5,
        25,
        "dpm-solver++",
        Long.MIN_VALUE + repeat,
        0,
        "m1",
        image,
        image == null ? null : id + ".png",
        size,
        size,
        status,
        reason);
  }
}
