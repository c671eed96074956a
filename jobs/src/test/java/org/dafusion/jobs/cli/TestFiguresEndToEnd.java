package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dafusion.GoldenData;
import org.dafusion.data.PublishedDatasets;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of the paper's figures from datasets in their true form on disk to the page that shows
 * the figure: two classes, two draws, a random model. All in one workspace, so that later figures
 * find what earlier ones made.
 *
 * <p>All of them take eight minutes; without {@code -Ddafusion.figures=all} only figure 14 is made,
 * and figure 6, which has the trials of figure 5.
 */
class TestFiguresEndToEnd {
  private static final List<String> SMALL =
      List.of(
          "spark.master=local[2]",
          "model.path=random",
          "model.precision=fp32",
          "model.safety-checker=off",
          "augment.size=32",
          "augment.steps=2",
          "augment.batch=8",
          "augment.repeats=2",
          "invert.previews=0",
          "invert.recipes.final={steps=1, batch=1, vectors=1, templates=[\"{}\"]}",
          "invert.recipes.table={steps=1, batch=1, templates=[\"{}\"]}",
          "erase.size=32",
          "erase.presets.paper={iterations=1, sampling-steps=2}",
          "classifier.image-size=32",
          "classifier.epochs=2",
          "classifier.iterations-per-epoch=4",
          "classifier.learning-rate=0.1",
          "classifier.batch=4",
          "classifier.views=1",
          "benchmark.examples-per-class=[1, 2]",
          "benchmark.seeds=[0]",
          "benchmark.protocols=[clean]",
          "benchmark.method.da-fusion-m5.augment.repeats=1",
          "benchmark.method.real-guidance-m5.augment.repeats=1",
          "benchmark.method.da-fusion-m20.augment.repeats=3",
          "benchmark.method.real-guidance-m20.augment.repeats=3");

  private static final List<String> DATASETS =
      List.of(
          "coco",
          "pascal-voc",
          "caltech101",
          "flowers102",
          "fgvc-aircraft",
          "stanford-cars",
          "leafy-spurge");

  @TempDir private static Path place;

  @BeforeAll
  static void writeDatasets() throws IOException {
    coco();
    pascalVoc();
    dataset("caltech101").caltech101(4);
    dataset("flowers102").flowers102(2);
    dataset("fgvc-aircraft").fgvcAircraft(List.of("F/A-18", "DC-3", "A330-200"), 2);
    dataset("stanford-cars").stanfordCars(List.of("Ram C/V", "Audi TT", "Fiat 500"), 2);
    dataset("leafy-spurge").leafySpurge("crop", 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"05", "06", "08", "09", "10", "11", "12", "13"})
  void aFigureComesOutOfItsDatasets(String figure) throws IOException {
    assumeTrue(figure.equals("06") || allAreWanted());
    assertThat(shown(figure, "random", Stream.of())).contains("<svg");
  }

  @Test
  void figure14LooksThroughADeit() throws IOException {
    Path deit = Files.createDirectories(place.resolve("deit"));
    for (String file : List.of("config.json", "model.safetensors")) {
      String resource = "/golden/classifier/deit_tiny/" + file;
      try (InputStream in = GoldenData.class.getResourceAsStream(resource)) {
        Files.write(deit.resolve(file), in.readAllBytes());
      }
    }
    Stream<String> both =
        Stream.of("classifier.image-size=48", "benchmark.protocols=[clean, published]");
    assertThat(shown("14", deit.toString(), both)).contains("<svg");
  }

  @Test
  void figure19LearnsFromAllOfLeafySpurge() throws IOException {
    assumeTrue(allAreWanted());
    Stream<String> whole =
        Stream.of(
            "benchmark.examples-per-class=[0]",
            "invert.recipes.spurge={steps=1, batch=1, vectors=1, templates=[\"{}\"]}",
            "split.short-classes=all");
    assertThat(shown("19", "random", whole)).contains("<svg");
  }

  private static boolean allAreWanted() {
    return "all".equals(System.getProperty("dafusion.figures"));
  }

  /** The page, and on it the part that is of the figure. */
  private static String shown(String figure, String backbone, Stream<String> more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", "--conf"));
    arguments.add("../conf/paper/figure-%s.conf".formatted(figure));
    arguments.addAll(SMALL);
    arguments.add("classifier.backbone=" + backbone);
    arguments.add("workspace=" + place.resolve("work"));
    for (String name : DATASETS) {
      String block = "benchmark.dataset." + name;
      arguments.add(block + ".dataset.path=" + place.resolve(name));
      if (!name.equals("leafy-spurge")) {
        arguments.add(block + ".dataset.ways=2");
      }
    }
    arguments.add("benchmark.dataset.leafy-spurge.augment.repeats=2");
    more.forEach(arguments::add);

    CommandLineRun run = CommandLineRun.of(Map.of(), arguments.toArray(String[]::new));

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    String page = Files.readString(place.resolve("work/report.html"));
    Pattern section =
        Pattern.compile(
            "<h2[^>]*>\\s*Figure %s of the paper.*?(<h2|$)"
                .formatted(figure.replaceFirst("^0", "")),
            Pattern.DOTALL);
    Matcher found = section.matcher(page);
    assertThat(found.find()).as("a section of figure %s", figure).isTrue();
    // other figures' methods share the workspace
    assertThat(found.group()).contains(methods(figure));
    return found.group();
  }

  /** What the file of a figure compares. */
  private static List<String> methods(String figure) {
    return ConfigFactory.parseFile(
            Path.of("../conf/paper/figure-%s.conf".formatted(figure)).toFile())
        .resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true))
        .getStringList("benchmark.methods");
  }

  private static PublishedDatasets dataset(String name) {
    return new PublishedDatasets(place.resolve(name), TestFiguresEndToEnd::photo);
  }

  private static byte[] photo(int number) {
    byte[] rgb = new byte[32 * 40 * Image.CHANNELS];
    Arrays.fill(rgb, (byte) (37 * number));
    return ImageEncoder.png(new Image(32, 40, rgb));
  }

  /** Three categories that COCO has not, four images of each to train on and two to judge by. */
  private static void coco() throws IOException {
    int id = 0;
    for (String part : List.of("train2017", "val2017")) {
      List<String> images = new ArrayList<>();
      List<String> annotations = new ArrayList<>();
      for (int i = 0; i < (part.startsWith("train") ? 12 : 6); i++) {
        id++;
        String file = "%012d.jpg".formatted(id);
        write("coco/%s/%s".formatted(part, file), photo(id));
        images.add(
            "{\"id\":%d,\"file_name\":\"%s\",\"width\":32,\"height\":40}".formatted(id, file));
        annotations.add(
            "{\"id\":%1$d,\"image_id\":%1$d,\"category_id\":%2$d,\"area\":9,\"iscrowd\":0,\"segmentation\":[[1,1,9,1,9,9,1,9]]}"
                .formatted(id, i % 3 + 1));
      }
      String json =
          "{\"images\":%s,\"annotations\":%s,\"categories\":[{\"id\":1,\"name\":\"ant\"},{\"id\":2,\"name\":\"bee\"},{\"id\":3,\"name\":\"wasp\"}]}"
              .formatted(images, annotations);
      write(
          "coco/annotations/instances_%s.json".formatted(part),
          json.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Its twenty classes, two images of each to train on and one to judge by. */
  private static void pascalVoc() throws IOException {
    List<String> train = new ArrayList<>();
    List<String> validation = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String name = "2007_%06d".formatted(i);
      (i < 40 ? train : validation).add(name);
      write("pascal-voc/JPEGImages/%s.jpg".formatted(name), photo(i));
      write("pascal-voc/SegmentationObject/%s.png".formatted(name), palette(1));
      write("pascal-voc/SegmentationClass/%s.png".formatted(name), palette(i % 20 + 1));
    }
    write("pascal-voc/ImageSets/Segmentation/train.txt", lines(train));
    write("pascal-voc/ImageSets/Segmentation/val.txt", lines(validation));
  }

  /** The upper half is of one index, the row below it void. */
  private static byte[] palette(int index) throws IOException {
    byte[] levels = new byte[256];
    IndexColorModel colours = new IndexColorModel(8, 256, levels, levels, levels);
    BufferedImage image = new BufferedImage(32, 40, BufferedImage.TYPE_BYTE_INDEXED, colours);
    DataBuffer indices = image.getRaster().getDataBuffer();
    for (int i = 0; i < 21 * 32; i++) {
      indices.setElem(i, i < 20 * 32 ? index : 255);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static byte[] lines(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void write(String path, byte[] content) throws IOException {
    Path file = place.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
