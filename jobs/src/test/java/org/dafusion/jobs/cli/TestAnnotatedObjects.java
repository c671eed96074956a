package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.dafusion.GoldenData;
import org.dafusion.image.DrawnPalette;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets whose annotations tell where objects are, from their folders to rows with masks. */
class TestAnnotatedObjects {
  private static final ImageDecoder DECODER = new ImageDecoder(1_000_000);

  @TempDir private Path folder;

  @Test
  void cocosOutlinesAndRunLengthsBecomeMasks() throws Exception {
    TinyExperiment experiment = new TinyExperiment(folder);
    byte[] cmykJpeg = cmykJpeg();
    Image cmyk = DECODER.decode(cmykJpeg);
    experiment.photo("train2017/1.jpg", ImageEncoder.jpeg(image(6, 4), 0.9f));
    experiment.photo("train2017/2.jpg", greyJpeg(5, 3));
    experiment.photo("train2017/3.jpg", cmykJpeg);
    experiment.photo("train2017/4.jpg", ImageEncoder.jpeg(image(4, 4), 0.9f));
    experiment.photo("train2017/5.jpg", ImageEncoder.jpeg(image(4, 4), 0.9f));
    experiment.photo("train2017/6.jpg", ImageEncoder.jpeg(image(4, 4), 0.9f));
    experiment.photo("val2017/7.jpg", ImageEncoder.jpeg(image(5, 2), 0.9f));
    annotations(
        experiment,
        "train2017",
        List.of(
            size(1, 6, 4),
            size(2, 5, 3),
            size(3, cmyk.width(), cmyk.height()),
            // not the photo's size
            size(4, 8, 4),
            size(5, 4, 4),
            // of no annotation
            size(6, 4, 4)),
        List.of(
            segment(1, 1, "[[1,1,4,1,4,3,1,3]]"),
            segment(2, 2, "[[0,0,3,0,3,2,0,2],[2,1,5,1,5,3,2,3]]"),
            segment(3, 1, "[[0,0,%1$d,0,%1$d,%2$d,0,%2$d]]".formatted(cmyk.width(), 2)),
            segment(4, 1, "[[1,1,4,1,4,3,1,3]]"),
            // too thin for a pixel
            segment(5, 2, "[[1,1,3,1,3,1.2,1,1.2]]")));
    annotations(
        experiment,
        "val2017",
        List.of(size(7, 5, 2)),
        List.of(segment(7, 2, "{\"size\":[2,5],\"counts\":\"061M\"}")));

    CommandLineRun run =
        experiment.run("prepare", "dataset.format=coco", "limits.refused-fraction=0.5");

    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .contains(
            "prepare: photos, 2 classes, 6 images, 6 with masks",
            "prepare: of the 6 images in train2017 1 have no annotation and are left out")
        .anyMatch(line -> line.endsWith("has 6 images, 6 of them new, 2 refused"));
    List<Row> rows =
        experiment.rows("examples", "id, label, class, part, status, reason, width, height, mask");
    assertThat(rows)
        .extracting(row -> row.mkString(" ").replaceAll(" \\[.*", ""))
        .containsExactly(
            "train2017/1.jpg 0 ant train ok null 6 4",
            "train2017/2.jpg 1 bee train ok null 5 3",
            "train2017/3.jpg 0 ant train ok null %d %d".formatted(cmyk.width(), cmyk.height()),
            "train2017/4.jpg 0 ant train refused Cannot use the mask of 1 polygons in its"
                + " annotation: it has 8 x 4 pixels, and the photo 4 x 4 null null null",
            "train2017/5.jpg 1 bee train refused Cannot use the mask of 1 polygons in its"
                + " annotation: it marks no object: its largest value is 0, and an object has 128 to"
                + " 255 null null null",
            "val2017/7.jpg 1 bee validation ok null 5 2");
    assertThat(drawn(rows.get(0))).containsExactly("......", ".###..", ".###..", "......");
    assertThat(drawn(rows.get(1))).containsExactly("###..", "#####", "..###");
    assertThat(drawn(rows.get(2)))
        .hasSize(cmyk.height())
        .startsWith("#".repeat(cmyk.width()), "#".repeat(cmyk.width()))
        .endsWith(".".repeat(cmyk.width()));
    // down the columns: none off, 6 on, 1 off, 3 on
    assertThat(drawn(rows.get(5))).containsExactly("###.#", "#####");
    assertThat(rows.get(0).<Row>getAs("mask").<String>getAs("path")).isNull();
  }

  @Test
  void vocsIndicesBecomeMasks() throws Exception {
    TinyExperiment experiment = new TinyExperiment(folder);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String name = "2007_%06d".formatted(i);
      names.add(name);
      voc(experiment, name, Character.forDigit(i + 1, 36) + "###", "1###");
    }
    voc(experiment, names.get(3), "4444", "1122", "4.##", "2.##");
    voc(experiment, "2008_000001", "f#..", "1#..");
    experiment.photo("ImageSets/Segmentation/train.txt", lines(names));
    experiment.photo("ImageSets/Segmentation/val.txt", lines(List.of("2008_000001")));

    CommandLineRun run = experiment.run("prepare", "dataset.format=pascal-voc");

    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).contains("prepare: pascal-voc, 20 classes, 21 images, 21 with masks");
    List<Row> rows = experiment.rows("examples", "id, label, class, part, width, height, mask");
    assertThat(rows).hasSize(21);
    assertThat(rows.get(3).mkString(" "))
        .startsWith("JPEGImages/2007_000003.jpg 3 boat train 4 2 ");
    assertThat(drawn(rows.get(3))).containsExactly("..##", "#...");
    assertThat(rows.get(3).<Row>getAs("mask").<String>getAs("path"))
        .endsWith("/SegmentationObject/2007_000003.png");
    assertThat(rows.get(20).mkString(" "))
        .startsWith("JPEGImages/2008_000001.jpg 14 person validation 4 1 ");
    assertThat(drawn(rows.get(20))).containsExactly("#...");
  }

  @Test
  void aClassWithoutTrainingImagesEndsTheStage() throws Exception {
    TinyExperiment experiment = new TinyExperiment(folder);
    experiment.photo("train2017/1.jpg", ImageEncoder.jpeg(image(6, 4), 0.9f));
    annotations(experiment, "train2017", List.of(size(1, 6, 4)), List.of(segment(1, 1, "[]")));
    annotations(experiment, "val2017", List.of(), List.of());

    CommandLineRun run = experiment.run("prepare", "dataset.format=coco");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot use the dataset photos because 1 of its 2 classes have no image in"
                + " train (bee): leave them out with dataset.classes");
  }

  @Test
  void anotherFolderIsToldWhatIsExpected() throws Exception {
    TinyExperiment experiment = TinyExperiment.in(folder);

    assertThat(experiment.run("prepare", "dataset.format=coco").errors().get(0))
        .matches(
            "dafusion: Cannot use the dataset file:.*/photos because there is no"
                + " annotations/instances_train2017.json and no annotations/instances_val2017.json:"
                + " a COCO dataset has .*");
    assertThat(experiment.run("prepare", "dataset.format=pascal-voc").errors().get(0))
        .matches(
            "dafusion: Cannot use the dataset file:.*/photos because there is no"
                + " ImageSets/Segmentation/train.txt: PASCAL VOC 2012 is a folder with .*");
  }

  private static List<String> drawn(Row row) throws Exception {
    Mask mask = DECODER.decodeMask(row.<Row>getAs("mask").getAs("bytes"));
    assertThat(mask.width()).isEqualTo(row.<Integer>getAs("width"));
    assertThat(mask.height()).isEqualTo(row.<Integer>getAs("height"));
    return DrawnPalette.drawn(mask);
  }

  private static Image image(int width, int height) {
    byte[] rgb = new byte[width * height * Image.CHANNELS];
    Arrays.fill(rgb, (byte) 90);
    return new Image(width, height, rgb);
  }

  private static byte[] greyJpeg(int width, int height) throws IOException {
    BufferedImage grey = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(grey, "jpeg", bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static byte[] cmykJpeg() throws IOException {
    try (InputStream in = GoldenData.class.getResourceAsStream("/golden/image/decode/cmyk.jpg")) {
      return in.readAllBytes();
    }
  }

  /** Categories that are not COCO's, so that two classes are all. */
  private static void annotations(
      TinyExperiment experiment, String part, List<String> images, List<String> annotations)
      throws IOException {
    String json =
        "{\"images\":[%s],\"annotations\":[%s],\"categories\":[{\"id\":1,\"name\":\"ant\"},{\"id\":2,\"name\":\"bee\"}]}"
            .formatted(String.join(",", images), String.join(",", annotations));
    experiment.photo(
        "annotations/instances_%s.json".formatted(part), json.getBytes(StandardCharsets.UTF_8));
  }

  private static String size(int id, int width, int height) {
    return "{\"id\":%1$d,\"file_name\":\"%1$d.jpg\",\"width\":%2$d,\"height\":%3$d}"
        .formatted(id, width, height);
  }

  private static String segment(int image, int category, String segmentation) {
    return "{\"id\":%1$d,\"image_id\":%1$d,\"category_id\":%2$d,\"area\":1,\"segmentation\":%3$s}"
        .formatted(image, category, segmentation);
  }

  /** Rows of classes and objects in turn. */
  private static void voc(TinyExperiment experiment, String name, String... rows)
      throws IOException {
    String[] classes = new String[rows.length / 2];
    String[] objects = new String[rows.length / 2];
    for (int y = 0; y < classes.length; y++) {
      classes[y] = rows[2 * y];
      objects[y] = rows[2 * y + 1];
    }
    experiment.photo(
        "JPEGImages/" + name + ".jpg",
        ImageEncoder.jpeg(image(classes[0].length(), classes.length), 0.9f));
    experiment.photo("SegmentationClass/" + name + ".png", DrawnPalette.png(classes));
    experiment.photo("SegmentationObject/" + name + ".png", DrawnPalette.png(objects));
  }

  private static byte[] lines(List<String> lines) {
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }
}
