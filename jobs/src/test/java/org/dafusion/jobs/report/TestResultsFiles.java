package org.dafusion.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.metrics.TrialScore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestResultsFiles extends SparkTest {
  private Workspace place;

  @BeforeEach
  void openWorkspace() {
    place = Workspace.at(spark, folder.resolve("work").toString());
  }

  @Test
  void everyNumberOfTheComparedTrialsIsARow() throws Exception {
    new PaperTrials(place, List.of("coco"), List.of("clean")).write();

    long rows = write();

    // 60 trials, each with two epochs of three numbers and four classes, and eight counts
    assertThat(rows).isEqualTo(60 * (2 * (3 + 4) + 8));
    List<CSVRecord> records = csv("results");
    assertThat(records).hasSize((int) rows);
    assertThat(records.get(0).getParser().getHeaderNames())
        .containsExactly(
            "dataset",
            "protocol",
            "method",
            "examples_per_class",
            "seed",
            "epoch",
            "step",
            "part",
            "metric",
            "class",
            "predicted",
            "value",
            "reported",
            "run");
    assertThat(records)
        .filteredOn(record -> record.get("reported").equals("true"))
        .hasSize(60 * (3 + 4 + 8))
        .allMatch(record -> record.get("epoch").equals("2"));
    assertThat(spark.read().parquet(place.path("report/results.parquet").toString()).count())
        .isEqualTo(rows);
  }

  @Test
  void aSummaryHasTheMeanOverSeedsWithEachKindOfInterval() throws Exception {
    new PaperTrials(place, List.of("coco"), List.of("clean")).write();

    write();

    CSVRecord found =
        csv("summary").stream()
            .filter(record -> record.get("method").equals("da-fusion"))
            .filter(record -> record.get("examples_per_class").equals("4"))
            .filter(record -> record.get("metric").equals("accuracy"))
            .filter(record -> record.get("class").isEmpty())
            .findFirst()
            .orElseThrow();
    double mean =
        LongStream.range(0, 4)
            .mapToDouble(seed -> PaperTrials.accuracy("coco", "da-fusion", 4, seed))
            .average()
            .orElseThrow();
    assertThat(found.get("seeds")).isEqualTo("4");
    assertThat(number(found, "mean")).isCloseTo(mean, within(1e-12));
    for (String kind : List.of("student_t", "bootstrap", "normal")) {
      assertThat(number(found, kind + "_low")).isLessThan(mean);
      assertThat(number(found, kind + "_high")).isGreaterThan(mean);
    }
    // SciPy 1.17.1: t.ppf(0.84, 3) / norm.ppf(0.84)
    assertThat((number(found, "student_t_high") - mean) / (number(found, "normal_high") - mean))
        .isCloseTo(1.195554539363277, within(1e-9));
    assertThat(csv("summary")).noneMatch(record -> record.get("metric").equals("confusion"));
    List<Row> parquet =
        spark.read().parquet(place.path("report/summary.parquet").toString()).collectAsList();
    assertThat(parquet).hasSize(csv("summary").size());
  }

  @Test
  void aNameIsReadBackAsItIs() throws Exception {
    new SmallWorkspace(place).trials(List.of(new TrialScore("a, \"b\"", 2, 0, 0.5)));

    write();

    assertThat(csv("results")).extracting(record -> record.get("method")).containsOnly("a, \"b\"");
    assertThat(csv("results"))
        .extracting(record -> record.get("class"))
        .contains(SmallWorkspace.ODD, "ant", "");
    // one seed has no interval
    assertThat(csv("summary")).extracting(record -> record.get("normal_low")).containsOnly("");
  }

  @Test
  void withoutTrialsThereAreNoFiles() {
    new SmallWorkspace(place).examples();

    assertThat(write()).isZero();
    assertThat(folder.resolve("work/report")).doesNotExist();
  }

  private long write() {
    WorkspaceTables tables = new WorkspaceTables(place);
    return new ResultsFiles(place).write(tables, ComparedTrials.of(tables, "validation"));
  }

  private List<CSVRecord> csv(String name) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).build();
    try (CSVParser parser =
        CSVParser.parse(
            folder.resolve("work/report/" + name + ".csv"), StandardCharsets.UTF_8, format)) {
      return parser.getRecords();
    }
  }

  private static double number(CSVRecord record, String column) {
    return Double.parseDouble(record.get(column));
  }
}
