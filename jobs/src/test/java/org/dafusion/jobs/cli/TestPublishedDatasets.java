package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.dafusion.data.PublishedDatasets;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published datasets in their own form on disk, prepared from the command line. */
class TestPublishedDatasets {
  private static final String SUMMARY =
      "prepare: run r\\w+ has %d images, %d of them new, %d refused";

  @TempDir private Path folder;

  @Test
  void twentyClassesOfCaltech101() throws IOException {
    new PublishedDatasets(photos(), TestPublishedDatasets::anyKind).caltech101(2);

    CommandLineRun run =
        prepare("caltech101", "dataset.ways=20", "dataset.validation-fraction=0.5");
    CommandLineRun again =
        prepare("caltech101", "dataset.ways=20", "dataset.validation-fraction=0.5");
    assertThat(run.errors()).isEmpty();
    // the draw is that of TestClassChoice
    String drawn =
        "barrel, binocular, bonsai, brain, brontosaurus, butterfly, car side, chandelier, cup, ewer,"
            + " faces, ferry, lamp, nautilus, scorpion, snoopy, soccer ball, starfish, water lilly,"
            + " windsor chair";
    assertThat(run.output())
        .contains(
            "prepare: caltech101, 20 classes, 40 images",
            "prepare: 20 of 102 classes take part: " + drawn)
        .anyMatch(line -> line.matches(SUMMARY.formatted(40, 40, 0)));
    assertThat(again.output()).anyMatch(line -> line.matches(SUMMARY.formatted(40, 0, 0)));
    assertThat(lists()).containsExactly(drawn.replace(", ", "\n") + "\n");
    List<Row> faces =
        rows("id, label, class, part, status").stream()
            .filter(row -> row.getString(2).equals("faces"))
            .toList();
    assertThat(faces)
        .extracting(row -> row.mkString(" ").replaceAll("train|validation", "some part"))
        .containsExactly(
            "Faces/image_0001.jpg 10 faces some part ok",
            "Faces/image_0002.jpg 10 faces some part ok");
    assertThat(faces)
        .extracting(row -> row.getString(3))
        .containsExactlyInAnyOrder("train", "validation");
  }

  @Test
  void namedClassesOfFlowers102() throws IOException {
    new PublishedDatasets(photos(), TestPublishedDatasets::anyKind).flowers102(1);
    String[] choice = {
      "dataset.classes=[\"hippeastrum \", \"colt's foot\", \"cyclamen \"]", "split.seed=3"
    };

    CommandLineRun official = prepare("flowers102", choice);
    CommandLineRun pooled =
        prepare(
            "flowers102",
            choice[0],
            choice[1],
            "dataset.official-split=false",
            "dataset.validation-fraction=0.5");

    assertThat(official.errors()).isEmpty();
    assertThat(official.output()).contains("prepare: flowers102, 3 classes, 9 images");
    assertThat(lists()).containsOnly("colt's foot\ncyclamen \nhippeastrum \n");
    List<String> runs = rows("id, run").stream().map(row -> row.getString(1)).distinct().toList();
    assertThat(runs).hasSize(2);
    assertThat(pooled.output()).anyMatch(line -> line.matches(SUMMARY.formatted(9, 9, 0)));
    List<String> parts =
        rows("id, part, class, label").stream().map(row -> row.mkString("|")).sorted().toList();
    // image n is of class 103 - n, 205 - n, 307 - n; cyclamen is the 88th, hippeastrum the 91st
    assertThat(parts)
        .contains(
            "jpg/image_00015.jpg|train|cyclamen |1",
            "jpg/image_00117.jpg|validation|cyclamen |1",
            "jpg/image_00219.jpg|test|cyclamen |1",
            "jpg/image_00012.jpg|train|hippeastrum |2",
            "jpg/image_00091.jpg|train|colt's foot|0")
        .hasSize(18);
    assertThat(parts).filteredOn(line -> line.contains("|test|")).hasSize(3);
  }

  @Test
  void stanfordCars() throws IOException {
    new PublishedDatasets(photos(), TestPublishedDatasets::anyKind)
        .stanfordCars(List.of("Acura TL Sedan 2012", "Ram C/V Cargo Van Minivan 2012"), 1);

    CommandLineRun run = prepare("stanford-cars");

    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).contains("prepare: stanford-cars, 2 classes, 4 images");
    assertThat(rows("id, label, class, part, cluster"))
        .extracting(row -> row.mkString("|"))
        .containsExactly(
            "cars_test/00001.jpg|1|Ram C/V Cargo Van Minivan 2012|validation|null",
            "cars_test/00002.jpg|0|Acura TL Sedan 2012|validation|null",
            "cars_train/00001.jpg|1|Ram C/V Cargo Van Minivan 2012|train|null",
            "cars_train/00002.jpg|0|Acura TL Sedan 2012|train|null");
    assertThat(folder.resolve("work/classes")).doesNotExist();
  }

  @Test
  void aircraftLoseTheirBanner() throws Exception {
    // the third is no higher than the banner
    new PublishedDatasets(photos(), i -> jpeg(40, i == 2 ? 20 : 52, BufferedImage.TYPE_INT_RGB))
        .fgvcAircraft(List.of("F/A-18", "707-320"), 1);

    CommandLineRun run = prepare("fgvc-aircraft", "limits.refused-fraction=0.5");

    assertThat(run.output()).anyMatch(line -> line.matches(SUMMARY.formatted(6, 6, 1)));
    List<Row> rows =
        rows("id, label, class, part, width, height, status, reason, image.bytes, path");
    assertThat(rows)
        .extracting(row -> row.mkString("|").replaceAll("\\|(\\[B|null\\|file).*", ""))
        .containsExactly(
            "images/0034309.jpg|0|F/A-18|train|40|32|ok|null",
            "images/0034310.jpg|1|707-320|train|40|32|ok|null",
            "images/0034311.jpg|0|F/A-18|validation|null|null|refused|Cannot cut image because it"
                + " has 40 x 20 pixels, and nothing is left of it without its lowest 20 rows",
            "images/0034312.jpg|1|707-320|validation|40|32|ok|null",
            "images/0034313.jpg|0|F/A-18|test|40|32|ok|null",
            "images/0034314.jpg|1|707-320|test|40|32|ok|null");
    Image whole =
        new ImageDecoder(10_000)
            .decode(Files.readAllBytes(photos().resolve("data/images/0034309.jpg")));
    byte[] kept = rows.get(0).getAs("bytes");
    assertThat(kept).startsWith(0x89, 'P', 'N', 'G');
    assertThat(new ImageDecoder(10_000).decode(kept).rgb())
        .isEqualTo(Arrays.copyOf(whole.rgb(), 40 * 32 * Image.CHANNELS));
  }

  @Test
  void imageNet100() throws IOException {
    new PublishedDatasets(photos(), TestPublishedDatasets::anyKind).imageNet(1);

    CommandLineRun run = prepare("imagenet-100", "dataset.classes=[crane, maze]");

    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .contains(
            "prepare: imagenet-100, 2 classes, 6 images",
            "prepare: the class crane holds the images of n02012849 and n03126707, which are called"
                + " the same, as in the reference code",
            "prepare: 2 of 100 classes take part: crane, maze");
    assertThat(rows("id, label, class, part, status").subList(0, 2))
        .extracting(row -> row.mkString("|"))
        .containsExactly(
            "ILSVRC/Data/CLS-LOC/train/n02012849/n02012849_10.JPEG|0|crane|train|ok",
            "ILSVRC/Data/CLS-LOC/train/n03126707/n03126707_10.JPEG|0|crane|train|ok");
  }

  @Test
  void thePublishedLeafySpurge() throws IOException {
    new PublishedDatasets(photos(), TestPublishedDatasets::anyKind).leafySpurge("crop", 2);

    CommandLineRun first = prepare("leafy-spurge");
    CommandLineRun words = prepare("leafy-spurge", "dataset.class-names.present=leafy spurge");

    assertThat(first.errors()).isEmpty();
    assertThat(first.output()).contains("prepare: leafy-spurge, 2 classes, 8 images");
    assertThat(words.output()).anyMatch(line -> line.matches(SUMMARY.formatted(8, 8, 0)));
    assertThat(rows("id, label, class, part, cluster"))
        .extracting(row -> row.mkString("|"))
        .contains(
            "test/absent/001.png|0|absent|validation|6",
            "train/present/000.png|1|present|train|5",
            "train/present/000.png|1|leafy spurge|train|5")
        .hasSize(16);
  }

  @Test
  void plotsOfAnySizeGiveFourImagesEach() throws Exception {
    // of four plots the last is too small
    new PublishedDatasets(photos(), TestPublishedDatasets::plot)
        .folders("png", 2, "absent", "apparent");

    CommandLineRun run =
        prepare("leafy-spurge", "dataset.leafy-spurge.form=plots", "limits.refused-fraction=0.5");

    assertThat(run.output())
        .contains("prepare: leafy-spurge, 2 classes, 16 images")
        .anyMatch(line -> line.startsWith("prepare: 4 plots give 16 images of 250 x 250 pixels; "))
        .anyMatch(line -> line.matches(SUMMARY.formatted(16, 16, 4)));
    List<Row> rows = rows("id, class, width, height, cluster, status, reason, image.bytes");
    assertThat(rows).hasSize(16);
    ImageDecoder decoder = new ImageDecoder(1_000_000);
    for (Row row : rows.subList(0, 12)) {
      assertThat(row.getInt(2)).isEqualTo(250);
      assertThat(row.getInt(3)).isEqualTo(250);
      assertThat(row.getString(4)).isEqualTo(row.getString(0).replaceAll("#.", ""));
      // each quarter of a plot has a colour of its own, and all meet at the centre
      int quarter = Integer.parseInt(row.getString(0).replaceAll(".*#", ""));
      Color colour = QUARTERS.get(quarter);
      Image image = decoder.decode(row.getAs("bytes"));
      for (int corner = 0; corner < 4; corner++) {
        int x = corner % 2 * 249;
        int y = corner / 2 * 249;
        assertThat(List.of(image.sample(x, y, 0), image.sample(x, y, 1), image.sample(x, y, 2)))
            .containsExactly(colour.getRed(), colour.getGreen(), colour.getBlue());
      }
    }
    assertThat(rows.subList(12, 16))
        .extracting(row -> row.getString(5) + ": " + row.getString(6))
        .containsOnly(
            "refused: Cannot cut image because it has 533 x 499 pixels, and four squares of 250"
                + " around its centre need 500 x 500");
  }

  @Test
  void classesThatAreReadAlikeAreRefused() throws IOException {
    new PublishedDatasets(photos(), TestPublishedDatasets::anyKind)
        .folders("jpg", 2, "Sun_Hat", "sun hat");

    CommandLineRun run = prepare("image-folder");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot use the dataset photos because its classes 'Sun_Hat' and 'sun hat' are"
                + " read alike, and would share prompts and tokens: call one of them otherwise in"
                + " dataset.class-names");
  }

  @Test
  void whatCannotBeReadEndsWithCode3() throws IOException {
    new PublishedDatasets(photos(), TestPublishedDatasets::anyKind)
        .stanfordCars(List.of("a", "b", "c"), 1)
        .without("cars_train/00002.jpg");

    assertRefused(
        "1 of the 6 images that its annotations name are not there (cars_train/00002.jpg in"
            + " devkit/cars_train_annos.mat): expected devkit/cars_meta.mat, ",
        prepare("stanford-cars"));
    new PublishedDatasets(photos(), TestPublishedDatasets::anyKind)
        .stanfordCars(List.of("a", "b", "c"), 1);
    CommandLineRun many = prepare("stanford-cars", "dataset.ways=4");
    assertThat(many.code()).isEqualTo(3);
    assertThat(many.errors())
        .containsExactly(
            "dafusion: Cannot draw dataset.ways = 4 classes of stanford-cars because it has 3");
  }

  @Test
  void aFolderThatIsNotThereSaysWhatWasExpected() {
    CommandLineRun run = prepare("leafy-spurge", "dataset.leafy-spurge.form=paper");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot read the dataset file:%s/photos because there is no such folder:"
                    .formatted(folder)
                + " dataset.path must be one with absent/ and apparent/ with images, there or in"
                + " data/spurge/");
  }

  private void assertRefused(String reason, CommandLineRun run) {
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors()).singleElement().asString().contains(" because " + reason);
  }

  private Path photos() {
    return new TinyExperiment(folder).photos();
  }

  private CommandLineRun prepare(String format, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("dataset.format=" + format);
    return new TinyExperiment(folder).run("prepare", all.toArray(String[]::new));
  }

  private List<Row> rows(String columns) {
    return new TinyExperiment(folder).rows("examples", columns);
  }

  /** Contents of the lists of classes in the workspace. */
  private List<String> lists() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("work/classes"))) {
      List<String> contents = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".txt")).toList()) {
        assertThat(file.getFileName().toString()).matches("r\\w+\\.txt");
        contents.add(Files.readString(file));
      }
      return contents;
    }
  }

  private static final List<Color> QUARTERS =
      List.of(Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW);

  /** What datasets hold: colour JPEGs, grey ones, and now and then one in the inks of print. */
  private static byte[] anyKind(int number) {
    return switch (number % 3) {
      case 0 -> jpeg(24, 20 + number % 5, BufferedImage.TYPE_INT_RGB);
      case 1 -> jpeg(20, 24, BufferedImage.TYPE_BYTE_GRAY);
      default -> cmyk();
    };
  }

  private static byte[] cmyk() {
    try (InputStream in =
        TestPublishedDatasets.class.getResourceAsStream("/golden/image/decode/cmyk.jpg")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] jpeg(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.ORANGE);
    graphics.fillRect(width / 4, height / 4, width / 2, height / 2);
    graphics.dispose();
    return encoded(image, "jpg");
  }

  /** A plot with a colour in each quarter; sizes as in the paper, 533 to 1059, but of one. */
  private static byte[] plot(int number) {
    int width = List.of(533, 717, 1059, 533).get(number);
    int height = List.of(600, 500, 533, 499).get(number);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int quarter = (x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2);
        image.setRGB(x, y, QUARTERS.get(quarter).getRGB());
      }
    }
    return encoded(image, "png");
  }

  private static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
