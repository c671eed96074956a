package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Six photos and their pictures as a dataset of Hugging Face. */
class TestExport {
  private static final String[] CARD = {
    "export.licence=cc-by-4.0",
    "export.title=\"Ants: \\\"and\\\" bees\"",
    "export.source=Drawn for a test."
  };

  @TempDir private static Path folder;
  private static TinyExperiment experiment;
  private static CommandLineRun first;

  @BeforeAll
  static void exportOnce() throws IOException {
    experiment = TinyExperiment.in(folder);
    experiment.photo("train/ant/text.png", "no picture".getBytes());
    experiment.photo("train/bee/placed.jpg", placed());
    experiment.run("prepare", "limits.refused-fraction=0.5", "dataset.location=true");
    experiment.run("augment", "augment.repeats=2", "dataset.location=true");
    first = experiment.run("export", CARD);
  }

  @Test
  void filesHaveTheirTypesAndNames() throws IOException {
    assertThat(first.errors()).isEmpty();
    assertThat(first.output())
        .anyMatch(
            line ->
                line.matches(
                    "export: run r\\w+, images by split \\{train=15, validation=2}, 2 files, 1"
                        + " MB"));
    assertThat(files(dataset()))
        .containsExactly(
            "README.md",
            "data/train-00000-of-00001.parquet",
            "data/validation-00000-of-00001.parquet",
            "export.json");
    for (String file : files(dataset()).subList(1, 3)) {
      FileMetaData footer = footer(dataset().resolve(file));
      assertThat(footer.getSchema().toString())
          .isEqualTo(
              """
              message schema {
                optional group image {
                  optional binary bytes;
                  optional binary path (STRING);
                }
                optional int64 label;
                optional binary class (STRING);
                optional boolean synthetic;
                optional binary augmentation (STRING);
                optional double intensity;
                optional binary prompt (STRING);
                optional binary source_id (STRING);
                optional binary source_sha256 (STRING);
                optional int32 repeat;
                optional int64 seed;
                optional int32 steps;
                optional binary scheduler (STRING);
                optional double guidance_scale;
                optional binary model (STRING);
                optional int32 width;
                optional int32 height;
                optional binary text (STRING);
                optional binary id (STRING);
                optional binary run (STRING);
              }
              """);
      JsonObject features =
          JsonParser.parseString(footer.getKeyValueMetaData().get("huggingface"))
              .getAsJsonObject()
              .getAsJsonObject("info")
              .getAsJsonObject("features");
      assertThat(features.keySet())
          .containsExactlyElementsOf(
              footer.getSchema().getFields().stream().map(field -> field.getName()).toList());
      assertThat(features.get("image")).hasToString("{\"_type\":\"Image\"}");
      assertThat(features.get("label"))
          .hasToString("{\"names\":[\"ant\",\"bee\"],\"_type\":\"ClassLabel\"}");
      assertThat(features.get("synthetic")).hasToString("{\"dtype\":\"bool\",\"_type\":\"Value\"}");
    }
  }

  @Test
  void rowsTellWhatTheyAre() throws Exception {
    List<Row> rows = rows(dataset());
    assertThat(rows).hasSize(17);
    List<Row> made = rows.stream().filter(row -> row.<Boolean>getAs("synthetic")).toList();
    assertThat(made)
        .hasSize(10)
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs("prompt")).startsWith("a photo of a");
              assertThat(row.<Double>getAs("intensity")).isPositive();
              assertThat(row.<Integer>getAs("steps")).isEqualTo(2);
              Path source = folder.resolve("photos").resolve(row.<String>getAs("source_id"));
              assertThat(row.<String>getAs("source_sha256"))
                  .isEqualTo(sha256(Files.readAllBytes(source)));
            });
    assertThat(rows)
        .filteredOn(row -> !row.<Boolean>getAs("synthetic"))
        .filteredOn(row -> !row.<String>getAs("id").endsWith("placed.jpg"))
        .hasSize(6)
        .allSatisfy(
            row -> {
              Path photo = folder.resolve("photos").resolve(row.<String>getAs("id"));
              assertThat(row.<Row>getAs("image").<byte[]>getAs("bytes"))
                  .isEqualTo(Files.readAllBytes(photo));
              assertThat(row.<Row>getAs("image").<String>getAs("path")).isEqualTo(row.getAs("id"));
              assertThat(row.<Double>getAs("intensity")).isNull();
            });
  }

  @Test
  void placesStayBehind() throws IOException {
    assertThat(placeIn(dataset())).isFalse();
  }

  /** Whether the one photo that tells its place still does. */
  private static boolean placeIn(Path dataset) throws IOException {
    return rows(dataset).stream()
        .filter(row -> row.<String>getAs("id").equals("train/bee/placed.jpg"))
        .map(row -> row.<Row>getAs("image").<byte[]>getAs("bytes"))
        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains("GPSLatitude"))
        .findFirst()
        .orElseThrow();
  }

  /** A JPEG with a segment of XMP after its first two bytes. */
  private static byte[] placed() {
    byte[] plain = ImageEncoder.jpeg(new Image(24, 20, new byte[24 * 20 * Image.CHANNELS]), 0.9f);
    String xmp = "http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='46,50N'/>";
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(plain, 0, 2);
    file.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (xmp.length() + 2)});
    file.writeBytes(xmp.getBytes(StandardCharsets.ISO_8859_1));
    file.write(plain, 2, plain.length - 2);
    return file.toByteArray();
  }

  @Test
  void theCardCanBeReadByProgramsAndPeople() throws IOException {
    String card = Files.readString(dataset().resolve("README.md"));
    Map<String, Object> head = new Yaml().load(card.split("\n---\n")[0].substring(4));
    assertThat(head)
        .containsEntry("license", "cc-by-4.0")
        .containsEntry("pretty_name", "Ants: \"and\" bees")
        .containsEntry("size_categories", List.of("n<1K"))
        .containsEntry("task_categories", List.of("image-classification"));
    assertThat(head.get("configs"))
        .isEqualTo(
            List.of(
                Map.of(
                    "config_name",
                    "default",
                    "data_files",
                    List.of(
                        Map.of("split", "train", "path", "data/train-*"),
                        Map.of("split", "validation", "path", "data/validation-*")))));
    Map<?, ?> info = (Map<?, ?>) head.get("dataset_info");
    assertThat(((List<?>) info.get("features")).subList(0, 2).toString())
        .isEqualTo(
            "[{name=image, dtype=image}, {name=label, dtype={class_label={names={0=ant,"
                + " 1=bee}}}}]");
    assertThat((List<?>) info.get("splits"))
        .extracting(split -> ((Map<?, ?>) split).get("num_examples"))
        .hasToString("[15, 2]");
    assertThat(card)
        .contains("**not photographs**")
        .contains("OpenRAIL")
        .contains("Drawn for a test.")
        .contains("1 rows of these runs hold no image")
        .contains("real-guidance (real-guidance) | a photo of a {name} |")
        .doesNotContain(folder.toString());
  }

  /** What goes out comes in again, the same number for the same class. */
  @Test
  void thisProjectReadsItToo() {
    TinyExperiment other = new TinyExperiment(folder.resolve("other"));
    CommandLineRun prepared =
        other.run("prepare", "dataset.format=hugging-face", "dataset.path=" + dataset().toString());

    assertThat(prepared.errors()).isEmpty();
    assertThat(prepared.output())
        .anyMatch(line -> line.endsWith("has 17 images, 17 of them new, 0 refused"));
    assertThat(other.rows("examples", "id, label, class, part"))
        .filteredOn(row -> row.<String>getAs("id").equals("train/bee/2.png"))
        .singleElement()
        .hasToString("[train/bee/2.png,1,bee,train]");
  }

  @Test
  void chosenRunsInManyFilesAreTheSameOnAnyNumberOfCores() throws IOException {
    String run = experiment.manifest("synthetic").get(0).getString("run");
    Path one = folder.resolve("one");
    Path four = folder.resolve("four");
    String[] chosen = {"export.runs=[" + run + "]", "export.tables=[synthetic]"};
    export(one, Stream.concat(Stream.of(chosen), Stream.of("spark.master=local[1]")));
    export(four, Stream.concat(Stream.of(chosen), Stream.of("spark.master=local[4]")));

    assertThat(rows(one)).hasSize(10).allMatch(row -> row.<Boolean>getAs("synthetic"));
    for (String file : files(one)) {
      assertThat(one.resolve(file)).hasSameBinaryContentAs(four.resolve(file));
    }
  }

  @Test
  void aRepeatedExportDoesNothingAndAnotherReplacesIt() throws IOException {
    Path target = folder.resolve("again");
    export(target, Stream.of());
    CommandLineRun again = export(target, Stream.of());
    assertThat(again.output())
        .containsExactly("export: file:%s has it already, run %s".formatted(target, mark(target)));

    export(target, Stream.of("export.tables=[examples]", "export.location=true"));
    assertThat(rows(target)).hasSize(7);
    assertThat(placeIn(target)).isTrue();
    assertThat(files(target)).hasSize(4);
  }

  @Test
  void whatCannotBeExportedIsTold() throws IOException {
    CommandLineRun unknown = experiment.run("export", "export.runs=[r123]");
    assertThat(unknown.code()).isEqualTo(ExitCode.INPUT);
    assertThat(unknown.errors())
        .anyMatch(
            line ->
                line.contains(
                        "Cannot export run r123 because no manifest of examples and synthetic in"
                            + " file:")
                    && line.contains("(real-guidance)"));

    CommandLineRun nothing = experiment.run("export", "workspace=" + folder.resolve("empty"));
    assertThat(nothing.code()).isEqualTo(ExitCode.INPUT);
    assertThat(nothing.errors())
        .anyMatch(line -> line.contains("it holds no examples: run the stage prepare first"));

    Path mine = Files.createDirectories(folder.resolve("mine"));
    Files.writeString(mine.resolve("thesis.txt"), "words");
    CommandLineRun occupied = experiment.run("export", "export.path=" + mine);
    assertThat(occupied.code()).isEqualTo(ExitCode.USAGE);
    assertThat(occupied.errors())
        .anyMatch(
            line ->
                line.contains(
                        "export.path must be a new folder, or one that an export wrote, found")
                    && line.contains("[thesis.txt]"));
    assertThat(mine.resolve("thesis.txt")).hasContent("words");

    CommandLineRun wrong = experiment.run("export", "export.tables=[trials]");
    assertThat(wrong.errors())
        .anyMatch(line -> line.contains("export.tables must name examples, synthetic or both"));
  }

  private static CommandLineRun export(Path target, Stream<String> overrides) {
    CommandLineRun run =
        experiment.run(
            "export",
            Stream.concat(Stream.of("export.path=" + target), overrides).toArray(String[]::new));
    assertThat(run.errors()).isEmpty();
    return run;
  }

  private static String mark(Path dataset) throws IOException {
    return JsonParser.parseString(Files.readString(dataset.resolve("export.json")))
        .getAsJsonObject()
        .get("run")
        .getAsString();
  }

  private static Path dataset() {
    return folder.resolve("work/export");
  }

  private static List<String> files(Path dataset) throws IOException {
    try (Stream<Path> all = Files.walk(dataset)) {
      return all.filter(Files::isRegularFile)
          .map(file -> dataset.relativize(file).toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  private static List<Row> rows(Path dataset) throws IOException {
    List<Row> rows = new ArrayList<>();
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    rows.addAll(spark.read().parquet(dataset.resolve("data").toString()).collectAsList());
    return rows;
  }

  private static FileMetaData footer(Path file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(file.toUri()), new Configuration(false)))) {
      return reader.getFileMetaData();
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
