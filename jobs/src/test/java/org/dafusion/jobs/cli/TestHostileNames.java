package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.dataset.HuggingFaceParquet;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Classes and images with names that lead out of folders, that file systems do not hold and that
 * web pages obey, through every stage that makes files: all stay in the workspace, and what people
 * read shows them as they are.
 */
class TestHostileNames {
  private static final List<String> CLASSES =
      List.of(
          "../F/A-18 <b>",
          "..",
          "/etc/passwd",
          "<script>alert(1)</script>",
          "-rf *",
          "CON",
          "a=b%2F..",
          "\uD83D\uDC1C".repeat(30),
          "\u202Egnp.ssalc",
          "C:\\boot");

  @TempDir private Path folder;

  @Test
  void noNameLeavesTheWorkspaceOrBecomesAProgram() throws IOException {
    Path data = Files.createDirectories(folder.resolve("photos/data"));
    write(data.resolve("train-00000-of-00001.parquet"), 2);
    write(data.resolve("validation-00000-of-00001.parquet"), 1);
    TinyExperiment experiment = new TinyExperiment(folder);
    String[] settings = {
      "dataset.format=hugging-face",
      "augment.methods=[da-fusion]",
      "augment.method.da-fusion.type=da-fusion",
      "invert.recipes.table={steps=1, batch=1}",
      "invert.previews=1",
      "augment.size=16",
      "invert.size=16",
      "classifier.save=last",
      "report.enabled=true"
    };

    for (String stage : List.of("run", "export")) {
      CommandLineRun run = experiment.run(stage, settings);
      assertThat(run.errors()).isEmpty();
      assertThat(run.code()).isZero();
    }
    String classifier = experiment.manifest("classifiers").get(0).getString("run");
    CommandLineRun classified =
        experiment.run(
            "classify",
            "classify.model=" + classifier,
            "classify.images=" + data,
            "classify.tile=8",
            "classify.maps=true");
    assertThat(classified.errors()).isEmpty();

    assertThat(names(folder)).containsExactly("photos", "work");
    assertThat(experiment.rows("embeddings", "id, status"))
        .hasSize(CLASSES.size())
        .allMatch(row -> row.getString(1).equals("ok"));
    assertThat(experiment.rows("synthetic", "id, class, status"))
        .hasSize(2 * CLASSES.size())
        .extracting(row -> row.getString(1))
        .containsAll(CLASSES);
    assertThat(names(experiment.workspace()))
        .contains("export", "maps", "tokens", "report.html")
        .doesNotContain("F", "etc");
    try (Stream<Path> all = Files.walk(experiment.workspace())) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.getBytes(StandardCharsets.UTF_8).length <= 255)
          .noneMatch(name -> name.matches(".*[\\\\<>:*\\u202E].*"));
    }
    try (Stream<Path> maps = Files.walk(experiment.workspace().resolve("maps/"))) {
      assertThat(maps.filter(Files::isRegularFile).filter(path -> path.toString().endsWith(".png")))
          .hasSize(3 * CLASSES.size());
    }
    String html = Files.readString(experiment.workspace().resolve("report.html"));
    Document page = Jsoup.parse(html);
    assertThat(page.text()).contains(CLASSES.get(0)).contains(CLASSES.get(3));
    assertThat(page.select("script").eachText()).noneMatch(text -> text.contains("alert"));
    assertThat(html).doesNotContain("F/A-18 <b>").doesNotContain("<script>alert");
    String card = Files.readString(experiment.workspace().resolve("export/README.md"));
    assertThat(card).doesNotContain("\n<script>");
    for (Row row : experiment.rows("export/data", "id, class")) {
      assertThat(CLASSES).contains(row.getString(1));
    }
  }

  /** Paths of images are names too, which become ids. */
  private static void write(Path file, int each) throws IOException {
    try (HuggingFaceParquet writer = new HuggingFaceParquet(file, CLASSES)) {
      for (int label = 0; label < CLASSES.size(); label++) {
        for (int i = 0; i < each; i++) {
          byte[] rgb = new byte[16 * 16 * Image.CHANNELS];
          Arrays.fill(rgb, (byte) (label * 20 + i));
          String path = "../../%s/%s-%d.png".formatted(CLASSES.get(label), file.getFileName(), i);
          writer.add(ImageEncoder.png(new Image(16, 16, rgb)), path, label, null);
        }
      }
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
