package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dataset that renders itself. */
class TestRangeland {
  @TempDir private Path folder;

  @Test
  void isTheSameInBothLayoutsAndRenderedOnce() throws Exception {
    TinyExperiment experiment = new TinyExperiment(folder);

    CommandLineRun first = prepare(experiment);
    CommandLineRun again = prepare(experiment);
    CommandLineRun parquet = prepare(experiment, "dataset.rangeland.layout=hugging-face");

    assertThat(first.errors()).isEmpty();
    assertThat(first.output())
        .contains(
            "prepare: rendering 12 tiles of rangeland (no photographs)",
            "prepare: rangeland-spurge-4, 4 classes, 12 images, 12 with captions")
        .anyMatch(line -> line.startsWith("prepare: 12 of 12 images, "))
        .anyMatch(line -> line.endsWith(" has 12 images, 12 of them new, 0 refused"));
    assertThat(again.output())
        .noneMatch(line -> line.contains("rendering"))
        .anyMatch(line -> line.endsWith(" has 12 images, 0 of them new, 0 refused"));
    assertThat(parquet.output())
        .anyMatch(line -> line.contains("rendering"))
        .anyMatch(line -> line.endsWith(" has 12 images, 0 of them new, 0 refused"));
    List<Row> rows = experiment.rows("examples", "id, class, part, image.bytes, caption, width");
    assertThat(rows).hasSize(12);
    assertThat(rows).extracting(row -> row.get(0)).contains("train/leafy_spurge/00001.png");
    for (Row row : rows) {
      Image image = new ImageDecoder(1_000).decode(row.getAs("bytes"));
      assertThat(image.width()).isEqualTo(24);
      assertThat(row.<String>getAs("caption")).contains(words(row.getAs("class")));
    }
    assertThat(rows.stream().map(row -> Arrays.hashCode(row.<byte[]>getAs("bytes"))).distinct())
        .hasSize(12);
    assertThat(rendered("README.md"))
        .hasSize(2)
        .allSatisfy(
            card -> assertThat(Files.readString(card)).contains("are rendered, not photographed"));
    assertThat(rendered("metadata.csv")).hasSize(2);
    assertThat(rendered("train-00000-of-00001.parquet")).hasSize(1);
  }

  @Test
  void otherSeedsAndUnfinishedFoldersAreRendered() throws Exception {
    TinyExperiment experiment = new TinyExperiment(folder);
    assertThat(prepare(experiment).code()).isZero();
    Files.delete(rendered("README.md").get(0));

    CommandLineRun unfinished = prepare(experiment);
    CommandLineRun other = prepare(experiment, "dataset.rangeland.seed=1");

    assertThat(unfinished.output())
        .anyMatch(line -> line.contains("rendering"))
        .anyMatch(line -> line.endsWith(" 0 of them new, 0 refused"));
    assertThat(other.output()).anyMatch(line -> line.endsWith(" 12 of them new, 0 refused"));
  }

  @Test
  void settingsOutOfRangeAreTold() {
    CommandLineRun run =
        prepare(
            new TinyExperiment(folder),
            "dataset.rangeland.task=spurge-5",
            "dataset.rangeland.size=8");

    assertThat(run.code()).isEqualTo(2);
    assertThat(String.join("\n", run.errors()))
        .contains("dataset.rangeland.task", "common, spurge-4, spurge-8", "spurge-5")
        .contains("dataset.rangeland.size");
  }

  private static String words(String className) {
    return Task.SPURGE_4.covers().stream()
        .filter(cover -> cover.className().equals(className))
        .map(Cover::words)
        .findFirst()
        .orElseThrow();
  }

  private static CommandLineRun prepare(TinyExperiment experiment, String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "dataset.path=rangeland",
                "dataset.rangeland.train-per-class=2",
                "dataset.rangeland.validation-per-class=1",
                "dataset.rangeland.size=24"));
    all.addAll(List.of(overrides));
    return experiment.run("prepare", all.toArray(String[]::new));
  }

  private List<Path> rendered(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("work/rendered"))) {
      return files.filter(file -> file.endsWith(name)).toList();
    }
  }
}
