package org.dafusion.jobs.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.PredictionRow;
import org.dafusion.jobs.table.PredictionsTable;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestInspectTables extends SparkTest {
  private DrawnTables tables;

  @BeforeEach
  void openWorkspace() {
    tables = new DrawnTables(Workspace.at(spark, folder.resolve("work").toString()));
  }

  @Test
  void describesExamples() throws Exception {
    tables.examples("e1", folder.resolve("drawn"));

    Inspection found = inspect(folder.resolve("work/examples"));

    assertThat(found.lines().get(0))
        .matches("inspect: table examples at file:.*/work/examples, 25 rows in 1 run");
    assertThat(found.words("e1")).containsExactly("e1", "shapes", "24", "1");
    assertThat(found.words("circle")).containsExactly("circle", "4", "2");
    assertThat(found.words("square")).containsExactly("square", "5", "2");
    // a line of six pictures for each class
    assertThat(sheet(found, "examples").width()).isEqualTo(6 * (64 + 6) + 6);
  }

  @Test
  void describesSyntheticImagesBesideTheirSources() throws Exception {
    tables.examples("e1", folder.resolve("drawn"));
    tables.synthetic("s1", "e1");

    Inspection found = inspect(folder.resolve("work/synthetic"));

    assertThat(found.words("s1"))
        .containsExactly("s1", "real-guidance", "ddim", "25", "7.5", "1", "31");
    assertThat(found.words("circle")).containsExactly("circle", "1", "7");
    assertThat(found.words("0.25")).startsWith("0.25", "16").endsWith("#".repeat(40));
    assertThat(found.words("0.5")).startsWith("0.5", "8");
    Image sheet = sheet(found, "synthetic");
    // the pictures are copies, so the source and its first picture look alike
    assertThat(samples(sheet, 0, 0))
        .isEqualTo(samples(sheet, 1, 0))
        .isNotEqualTo(samples(sheet, 0, 1));
    // the first circle has lost a picture to the safety checker
    assertThat(samples(sheet, 4, 0)).containsOnly(255);
    assertThat(samples(sheet, 4, 1)).isEqualTo(samples(sheet, 0, 1));
  }

  @Test
  void shortLinesStandBesideEachOther() throws Exception {
    tables.examples("e1", folder.resolve("drawn"));
    String path = folder.resolve("work/examples").toString();

    Inspection found = Inspection.of(spark, new InspectSettings(path, "", 13, 64), line -> {});

    assertThat(sheet(found, "examples").width()).isEqualTo(12 * (64 + 6) + 6);
  }

  @Test
  void manyIntensitiesAreCountedInTenths() {
    tables.refused(IntStream.rangeClosed(1, 50).mapToDouble(i -> 0.02 * i).toArray());

    Inspection found = inspect(folder.resolve("work/synthetic"));

    assertThat(found.words("0.9")).startsWith("0.9", "to", "1.0", "6");
    assertThat(found.lines()).contains("  no contact sheet, because no row holds an image");
  }

  @Test
  void describesTrials() {
    tables.trial("t1", 0, 0.25, 0.75, 0.5);
    tables.trial("t2", 1, 0.25, 0.5, 0.7);

    Inspection found = inspect(folder.resolve("work/trials"));

    assertThat(found.lines().get(0)).endsWith("12 rows in 2 runs");
    assertThat(found.words("t1"))
        .containsSubsequence("t1", "75.0", "%", "at", "step", "20", "50.0", "%", "30");
    assertThat(found.last())
        .contains("shapes, real-guidance, 4 per class, validation")
        .contains("60.0 %", "50.0 %", "70.0 %");
  }

  @Test
  void aPathWithoutAnythingSaysWhatWasExpected() {
    assertRefused(folder.resolve("absent"), "there is no such folder: expected a Stable Diffusion");
  }

  @Test
  void describesLearnedWords() {
    tables.embedding("ant", 0.25, Status.OK);
    tables.embedding("bee", 0.5, Status.OK);
    tables.embedding("cat", 9e9, Status.DIVERGED);

    Inspection found = inspect(folder.resolve("work/embeddings"));

    assertThat(found.lines().get(0))
        .matches("inspect: table embeddings at file:.*/work/embeddings, 3 rows in 1 run");
    assertThat(found.words("r1")).containsExactly("r1", "100", "1", "2");
    assertThat(found.words("cat")).containsExactly("cat", "1", "0");
    assertThat(found.lines())
        .contains("  loss 0.250000 to 0.500000", "  distance 0.125000 to 0.250000");
  }

  @Test
  void describesErasures() {
    tables.erasure("ant", 0.25, Status.OK);
    tables.erasure("bee", 0.5, Status.DIVERGED);

    Inspection found = inspect(folder.resolve("work/erasures"));

    assertThat(found.lines().get(0))
        .matches("inspect: table erasures at file:.*/work/erasures, 2 rows in 1 run");
    assertThat(found.words("r1")).containsExactly("r1", "esd-x", "200", "1", "1");
    assertThat(found.words("ant")).containsExactly("ant", "0", "1");
    assertThat(found.last()).isEqualTo("  loss 0.250000 to 0.250000");
  }

  @Test
  void aWorkspaceIsTakenForWhatItIs() throws Exception {
    tables.examples("e1", folder.resolve("drawn"));

    assertRefused(folder.resolve("work"), "found examples/; name one of its tables, such as ");
  }

  @Test
  void predictionsAreCountedByClass() {
    RunTable table = PredictionsTable.in(Workspace.at(spark, folder.resolve("work").toString()));
    table.append(
        List.of(
            PredictionsTable.toRow(prediction("a@0,0", "ant")),
            PredictionsTable.toRow(prediction("b@0,0", "ant")),
            PredictionsTable.toRow(prediction("c@0,0", null))));

    Inspection found = inspect(folder.resolve("work/predictions"));

    assertThat(found.words("r1")).containsExactly("r1", "2", "1");
    assertThat(found.words("ant")).containsExactly("ant", "2");
  }

  private static PredictionRow prediction(String id, String className) {
    return new PredictionRow(
        id,
        "r1",
        id.substring(0, 1),
        null,
        0,
        0,
        8,
        8,
        8,
        8,
        className == null ? List.of() : List.of(new PredictionRow.Found(0, className, 0.9)),
        className == null ? Status.REFUSED : Status.OK,
        className == null ? "it is text" : null);
  }

  @Test
  void anotherParquetFolderIsRefusedWithItsColumns() {
    spark.range(1).write().parquet(folder.resolve("other").toString());

    assertRefused(
        folder.resolve("other"),
        "has the columns of no table: expected those of examples or embeddings or erasures or"
            + " synthetic or trials or predictions, found [id]");
  }

  private void assertRefused(Path path, String reason) {
    assertThatThrownBy(() -> inspect(path))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith("Cannot inspect file:" + path)
        .hasMessageContaining(reason);
  }

  private static Inspection inspect(Path path) {
    return Inspection.of(spark, path.toString());
  }

  private Image sheet(Inspection found, String table) throws Exception {
    Path png = folder.resolve("work/inspect/" + table + ".png");
    assertThat(found.last()).isEqualTo("  contact sheet: file:" + png);
    return new ImageDecoder(100_000_000).decode(Files.readAllBytes(png));
  }

  /** The pixels of one tile of 64, without the caption below it; the sheet has eight lines. */
  private static List<Integer> samples(Image sheet, int column, int line) {
    int left = 6 + column * (64 + 6);
    int top = 6 + line * (sheet.height() - 6) / 8;
    List<Integer> samples = new ArrayList<>();
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        samples.add(sheet.sample(left + x, top + y, 0));
      }
    }
    return samples;
  }
}
