package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.image.Crop;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.executor.ExecutorClassifiers;
import org.dafusion.serving.SavedClassifier;
import org.dafusion.serving.SmallClassifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved classifier and images of many kinds. */
class TestClassify {
  private static final List<String> CLASSES = List.of("spurge", "grass", "soil");
  private static final ImageDecoder DECODER = new ImageDecoder(20_000_000);

  @TempDir private static Path folder;
  private static TinyExperiment experiment;
  private static Path model;

  @BeforeAll
  static void saveClassifier() throws IOException {
    experiment = TinyExperiment.in(folder);
    model = SmallClassifier.write(folder.resolve("model"), CLASSES);
  }

  @Test
  void aLargeImageIsCutIntoTiles() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("large"));
    byte[] file = ImageEncoder.jpeg(field(4000, 3000), 0.9f);
    Files.write(photos.resolve("field.jpg"), file);

    CommandLineRun run =
        classify("large", "classify.images=" + photos, "classify.tile=512", "classify.maps=true");

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    List<Row> rows = rows("large");
    // 7 tiles fit beside each other and 5 above each other; one more of each ends at the edge
    assertThat(rows).hasSize(48);
    List<String> places = new ArrayList<>();
    for (int y : new int[] {0, 512, 1024, 1536, 2048, 2488}) {
      for (int x : new int[] {0, 512, 1024, 1536, 2048, 2560, 3072, 3488}) {
        places.add("field.jpg@" + x + "," + y);
      }
    }
    assertThat(rows).extracting(row -> row.<String>getAs("id")).hasSameElementsAs(places);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs("status")).isEqualTo("ok");
              assertThat(row.<Integer>getAs("width")).isEqualTo(512);
              assertThat(row.<Integer>getAs("image_width")).isEqualTo(4000);
              assertThat(row.<Integer>getAs("image_height")).isEqualTo(3000);
            });
    assertThat(rows).extracting(row -> row.<String>getAs("class")).contains("spurge", "soil");

    Image whole = decode(file);
    Image map = decode(Files.readAllBytes(onlyFile(folder.resolve("large-work/maps"))));
    assertThat(map.width()).isEqualTo(1024);
    assertThat(map.height()).isEqualTo(768);
    try (SavedClassifier alone = SavedClassifier.open(model, Device.cpu())) {
      for (Row row : List.of(rows.get(0), rows.get(17), rows.get(47))) {
        int x = row.<Integer>getAs("x");
        int y = row.<Integer>getAs("y");
        float[] expected = alone.probabilities(List.of(Crop.of(whole, x, y, 512, 512)), 32)[0];
        long label = row.<Long>getAs("label");
        assertThat(row.<Double>getAs("probability")).isEqualTo(expected[(int) label]);
        assertThat(expected[(int) label]).isGreaterThanOrEqualTo(expected[0]);
        assertThat(CLASSES.get((int) label)).isEqualTo(row.getAs("class"));
      }
    }
    assertThat(run.output())
        .anyMatch(line -> line.startsWith("classify: a map of each image in file:"))
        .filteredOn(line -> line.startsWith("  #"))
        .hasSize(3);
  }

  @Test
  void filesThatAreNoImagesAreRefusedRows() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("mixed/deep"));
    Files.write(photos.resolve("a.png"), ImageEncoder.png(field(40, 30)));
    Files.writeString(photos.resolve("b.jpg"), "not a picture");
    Files.writeString(photos.resolve("notes.txt"), "nor this");
    Files.writeString(photos.resolve("_SUCCESS"), "");
    // as some cameras name what they take
    Files.write(photos.resolve("_DSC1234.png"), ImageEncoder.png(field(40, 30)));
    byte[] cut = ImageEncoder.png(field(64, 64));
    Files.write(photos.resolve("c.png"), Arrays.copyOf(cut, cut.length - 40));

    int loads = ExecutorClassifiers.loads();
    CommandLineRun run =
        classify(
            "mixed",
            "classify.images=" + photos.getParent(),
            "classify.top-k=5",
            "limits.refused-fraction=0.9");

    assertThat(run.errors()).isEmpty();
    List<Row> rows = rows("mixed");
    assertThat(rows)
        .extracting(row -> row.getAs("image_id") + " " + row.getAs("status"))
        .containsExactly(
            "deep/_DSC1234.png ok", "deep/a.png ok", "deep/b.jpg refused", "deep/c.png refused");
    assertThat(run.output())
        .contains("classify: 1 files there are of other kinds and were passed over");
    rows = rows.subList(1, rows.size());
    assertThat(rows.get(1).<String>getAs("reason")).contains("it is text, not a picture");
    assertThat(rows.get(2).<String>getAs("reason")).contains("the PNG is truncated");
    assertThat(rows.get(0).<Integer>getAs("width")).isEqualTo(40);
    List<Row> top = rows.get(0).getList(rows.get(0).fieldIndex("top"));
    assertThat(top).hasSize(3);
    assertThat(top)
        .extracting(found -> found.getDouble(2))
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(top.stream().mapToDouble(found -> found.getDouble(2)).sum()).isBetween(0.999, 1.001);

    CommandLineRun again =
        classify(
            "mixed",
            "classify.images=" + photos.getParent(),
            "classify.top-k=5",
            "limits.refused-fraction=0.9");
    assertThat(again.output()).anyMatch(line -> line.endsWith("is in the table already"));
    assertThat(rows("mixed")).hasSize(4);
    assertThat(ExecutorClassifiers.loads()).isLessThanOrEqualTo(loads + 1);
  }

  @Test
  void whatTrainSavedClassifiesTheExamples() {
    experiment.run("prepare");
    experiment.run("augment");
    CommandLineRun trained = experiment.run("train");
    String run =
        trained.output().stream()
            .filter(line -> line.startsWith("train: baseline, classifier"))
            .map(line -> line.substring(line.lastIndexOf('/') + 1))
            .findFirst()
            .orElseThrow();

    CommandLineRun classified =
        experiment.run("classify", "classify.model=" + run, "classify.part=validation");

    assertThat(classified.errors()).isEmpty();
    assertThat(experiment.rows("predictions", "id, image_id, class, status"))
        .hasSize(2)
        .allMatch(row -> List.of("ant", "bee").contains(row.<String>getAs("class")));

    // the same images out of Parquet files of somebody else's
    CommandLineRun parquet =
        experiment.run(
            "classify",
            "classify.model=" + folder.resolve("work/classifiers").resolve(run),
            "classify.images=" + folder.resolve("work/examples"),
            "workspace=" + folder.resolve("parquet-work"));
    assertThat(parquet.errors()).isEmpty();
    assertThat(rows("parquet"))
        .extracting(row -> row.<String>getAs("image_id"))
        .contains("train/ant/1.png", "validation/bee/1.png")
        .hasSize(6);
  }

  @Test
  void picturesOfLikeNamedFilesInTwoFoldersAreTold() {
    Path converted = folder.resolve("converted files");
    for (String part : List.of("train", "test")) {
      spark()
          .createDataFrame(
              List.of(RowFactory.create((Object) ImageEncoder.png(field(40, 30)))),
              new StructType().add("image", DataTypes.BinaryType))
          .coalesce(1)
          .write()
          .parquet(converted.resolve(part).toString());
      rename(converted.resolve(part));
    }

    CommandLineRun run = classify("converted", "classify.images=" + converted);

    assertThat(run.errors()).isEmpty();
    assertThat(rows("converted"))
        .extracting(row -> row.<String>getAs("image_id"))
        .containsExactly("test/0000.parquet#0", "train/0000.parquet#0");
  }

  /** As Hugging Face names them. */
  private static void rename(Path place) {
    try (Stream<Path> files = Files.list(place)) {
      Path written =
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.move(written, place.resolve("0000.parquet"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsMissingIsTold() throws IOException {
    CommandLineRun noModel = experiment.run("classify");
    assertThat(noModel.code()).isEqualTo(ExitCode.USAGE);
    assertThat(noModel.errors())
        .anyMatch(line -> line.contains("classify.model must be the run of a classifier"));

    CommandLineRun wide =
        classify("wide", "classify.tile=64", "classify.stride=65", "classify.images=x");
    assertThat(wide.code()).isEqualTo(ExitCode.USAGE);
    assertThat(wide.errors())
        .anyMatch(line -> line.contains("classify.stride must be between 0 and 64, found 65"));

    Path empty = Files.createDirectories(folder.resolve("empty"));
    CommandLineRun nothing = classify("nothing", "classify.images=" + empty);
    assertThat(nothing.code()).isEqualTo(ExitCode.INPUT);
    assertThat(nothing.errors())
        .anyMatch(line -> line.contains("it holds no Parquet file and no image"));

    CommandLineRun unknown =
        experiment.run("classify", "classify.model=r123", "classify.images=" + empty);
    assertThat(unknown.code()).isEqualTo(ExitCode.MODEL);
    assertThat(unknown.errors())
        .anyMatch(
            line ->
                line.contains(
                        "Cannot use the classifier r123 because there is no such folder, and no such run in file:")
                    && line.contains("/work/classifiers, which has ["));
  }

  private static CommandLineRun classify(String name, String... overrides) {
    return experiment.run(
        "classify",
        Stream.concat(
                Stream.of("classify.model=" + model, "workspace=" + folder.resolve(name + "-work")),
                Stream.of(overrides))
            .toArray(String[]::new));
  }

  private static List<Row> rows(String name) {
    return spark()
        .read()
        .option("pathGlobFilter", "*.parquet")
        .parquet(folder.resolve(name + "-work/predictions").toString())
        .orderBy("image_id", "y", "x")
        .collectAsList();
  }

  private static SparkSession spark() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
  }

  private static Path onlyFile(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(file -> file.toString().endsWith(".png")).findFirst().orElseThrow();
    }
  }

  private static Image decode(byte[] file) {
    try {
      return DECODER.decode(file);
    } catch (UndecodableImageException e) {
      throw new AssertionError(e);
    }
  }

  /** Land with a change from left to right and from top to bottom. */
  private static Image field(int width, int height) {
    byte[] rgb = new byte[width * height * Image.CHANNELS];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * Image.CHANNELS;
        rgb[at] = (byte) (255L * x / width);
        rgb[at + 1] = (byte) (255L * y / height ^ x / 64 % 2 * 40);
        rgb[at + 2] = (byte) ((x / 100 + y / 60) % 5 * 50);
      }
    }
    return new Image(width, height, rgb);
  }
}
