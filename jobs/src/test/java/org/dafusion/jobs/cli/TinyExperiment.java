package org.dafusion.jobs.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;

/**
 * The smallest experiment that goes through the command line: six photos, two classes, a random
 * model and two denoising steps.
 *
 * @param folder holds {@code photos} and the workspace {@code work}
 */
record TinyExperiment(Path folder) {
  /** All but the places of dataset and workspace. */
  static final List<String> SETTINGS =
      List.of(
          "spark.master=local[2]",
          "model.path=random",
          "model.safety-checker=off",
          "augment.size=32",
          "augment.steps=2",
          "augment.repeats=1",
          "augment.batch=2",
          "classifier.backbone=random",
          "classifier.image-size=32",
          "classifier.epochs=1",
          "classifier.iterations-per-epoch=2",
          "classifier.views=0",
          "report.enabled=false");

  /** Writes the photos. */
  static TinyExperiment in(Path folder) throws IOException {
    TinyExperiment experiment = new TinyExperiment(folder);
    for (String name : List.of("ant", "bee")) {
      experiment.photo("train/" + name + "/1.png");
      experiment.photo("train/" + name + "/2.png");
      experiment.photo("validation/" + name + "/1.png");
    }
    return experiment;
  }

  /** A photo of one colour, which its name decides. */
  Path photo(String name) throws IOException {
    byte[] rgb = new byte[24 * 20 * Image.CHANNELS];
    Arrays.fill(rgb, (byte) name.hashCode());
    return photo(name, ImageEncoder.png(new Image(24, 20, rgb)));
  }

  Path photo(String name, byte[] content) throws IOException {
    Path file = photos().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  Path photos() {
    return folder.resolve("photos");
  }

  Path workspace() {
    return folder.resolve("work");
  }

  CommandLineRun run(String stage, String... overrides) {
    return run(Map.of(), stage, overrides);
  }

  CommandLineRun run(Map<String, String> spark, String stage, String... overrides) {
    return CommandLineRun.of(spark, arguments(stage, overrides).toArray(String[]::new));
  }

  /** What the command line is given. */
  List<String> arguments(String stage, String... overrides) {
    List<String> arguments = new ArrayList<>();
    arguments.add(stage);
    arguments.addAll(SETTINGS);
    arguments.add("dataset.path=" + photos());
    arguments.add("workspace=" + workspace());
    arguments.addAll(List.of(overrides));
    return arguments;
  }

  /** All rows of a table; the session stays open until the next run. */
  List<Row> rows(String table, String columns) {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
        .read()
        .option("pathGlobFilter", "*.parquet")
        .parquet(workspace().resolve(table).toString())
        .selectExpr(columns.split(", "))
        .orderBy("id")
        .collectAsList();
  }

  /** All rows of a table in words, with digests in place of bytes, sorted. */
  List<String> contents(String table) {
    return rows(table, "*").stream().map(TinyExperiment::text).sorted().toList();
  }

  private static String text(Object value) {
    if (value instanceof Row row) {
      return IntStream.range(0, row.length())
          .mapToObj(i -> row.schema().fieldNames()[i] + "=" + text(row.get(i)))
          .toList()
          .toString();
    }
    if (value instanceof byte[] bytes) {
      return DigestUtils.sha256Hex(bytes);
    }
    return String.valueOf(value);
  }

  /** The runs of a table in words: stage, counts and seal, sorted. */
  List<String> recorded(String table) {
    Config seals = manifestFile(table).getConfig("seals");
    return manifest(table).stream()
        .map(
            run ->
                "run %s of %s with %s sealed as %s"
                    .formatted(
                        run.getString("run"),
                        run.getString("stage"),
                        run.getObject("counts").unwrapped(),
                        seals.root().get(run.getString("run"))))
        .sorted()
        .toList();
  }

  /** The manifest's entries, oldest first. */
  List<? extends Config> manifest(String table) {
    return manifestFile(table).getConfigList("runs");
  }

  private Config manifestFile(String table) {
    Path file = workspace().resolve(table).resolve("manifest.json");
    return ConfigFactory.parseFile(file.toFile());
  }
}
