package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.dataset.HuggingFaceParquet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that lie inside Parquet files go the same way as those in files of their own. */
class TestHuggingFaceDataset {
  private static final byte[] NO_PICTURE = {'t', 'e', 'x', 't'};

  @TempDir private Path folder;

  @Test
  void itsBytesAreKeptAndBadOnesRefused() throws IOException {
    TinyExperiment experiment = new TinyExperiment(folder);
    write(experiment, List.of("hat", "ant"), "an ant");

    CommandLineRun first = prepare(experiment);
    CommandLineRun again = prepare(experiment);

    assertThat(first.errors()).isEmpty();
    assertThat(first.output())
        .contains("prepare: photos, 2 classes, 5 images, 1 with captions")
        .anyMatch(line -> line.endsWith("has 5 images, 5 of them new, 1 refused"));
    assertThat(again.output())
        .anyMatch(line -> line.endsWith("has 5 images, 0 of them new, 1 refused"));
    List<Row> rows =
        experiment.rows("examples", "id, label, class, part, status, caption, path, image.bytes");
    assertThat(rows)
        .extracting(row -> row.mkString(" ").replaceAll(" file:.*/photos/data/| \\[B.*", " "))
        .containsExactly(
            "a1 1 ant train ok an ant train-00000-of-00001.parquet#1 ",
            "h1 0 hat train ok null train-00000-of-00001.parquet#0 ",
            "h2 0 hat train refused null train-00000-of-00001.parquet#2 null",
            "va 1 ant validation ok null test-00000-of-00001.parquet#1 ",
            "vh 0 hat validation ok null test-00000-of-00001.parquet#0 ");
    assertThat(rows.get(0).<byte[]>getAs("bytes")).isEqualTo(picture(2));
    assertThat(experiment.rows("examples", "id, reason").get(2).getString(1))
        .startsWith("Cannot decode image because it is text");
  }

  @Test
  void captionsAndTheOrderOfClassesArePartOfTheRun() throws IOException {
    TinyExperiment experiment = new TinyExperiment(folder);
    write(experiment, List.of("hat", "ant"), "an ant");
    prepare(experiment);
    write(experiment, List.of("hat", "ant"), "a red ant");
    prepare(experiment);
    assertThat(runs(experiment)).isEqualTo(2);

    // the same images in the same classes under other labels
    write(experiment, List.of("ant", "hat"), "a red ant");
    prepare(experiment);

    assertThat(runs(experiment)).isEqualTo(3);
  }

  private static long runs(TinyExperiment experiment) {
    return experiment.rows("examples", "id, run").stream()
        .map(row -> row.getString(1))
        .distinct()
        .count();
  }

  private static CommandLineRun prepare(TinyExperiment experiment) {
    return experiment.run("prepare", "dataset.format=hugging-face", "limits.refused-fraction=0.5");
  }

  private static void write(TinyExperiment experiment, List<String> classNames, String caption)
      throws IOException {
    int hat = classNames.indexOf("hat");
    int ant = classNames.indexOf("ant");
    Path data = Files.createDirectories(experiment.photos().resolve("data"));
    try (HuggingFaceParquet writer =
        new HuggingFaceParquet(
            experiment.photos().resolve(HuggingFaceParquet.shardName("train", 0, 1)), classNames)) {
      writer.add(picture(1), "h1", hat, null);
      writer.add(picture(2), "a1", ant, caption);
      writer.add(NO_PICTURE, "h2", hat, null);
    }
    try (HuggingFaceParquet writer =
        new HuggingFaceParquet(data.resolve("test-00000-of-00001.parquet"), classNames)) {
      writer.add(picture(3), "vh", hat, null);
      writer.add(picture(4), "va", ant, null);
    }
  }

  private static byte[] picture(int value) {
    byte[] rgb = new byte[16 * 16 * Image.CHANNELS];
    Arrays.fill(rgb, (byte) value);
    return ImageEncoder.png(new Image(16, 16, rgb));
  }
}
