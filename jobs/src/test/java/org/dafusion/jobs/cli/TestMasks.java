package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.Mask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masks come in with their photos, and one that is of no use is a row with a reason. */
class TestMasks {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 20;

  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void writePhotos() throws IOException {
    experiment = TinyExperiment.in(folder);
  }

  @Test
  void goodOnesAreKeptAndBadOnesRefuseTheirPhoto() throws Exception {
    experiment.photo("masks/train/ant/1.png", ImageEncoder.png(mask(WIDTH, HEIGHT, 0, 200)));
    experiment.photo("masks/train/ant/2.png", ImageEncoder.png(mask(WIDTH + 1, HEIGHT, 0, 255)));
    experiment.photo("masks/train/bee/1.png", "no mask".getBytes(StandardCharsets.UTF_8));
    experiment.photo("masks/train/bee/2.png", ImageEncoder.png(mask(WIDTH, HEIGHT, 0, 1)));

    CommandLineRun run = experiment.run("prepare", "limits.refused-fraction=0.5");

    assertThat(run.code()).isZero();
    assertThat(run.output())
        .contains("prepare: photos, 2 classes, 6 images, 4 with masks")
        .anyMatch(line -> line.endsWith("has 6 images, 6 of them new, 3 refused"));
    List<Row> rows = experiment.rows("examples", "id, status, reason, image, mask");
    assertThat(rows)
        .extracting(row -> row.getString(0) + " " + row.getString(1))
        .containsExactly(
            "train/ant/1.png ok",
            "train/ant/2.png refused",
            "train/bee/1.png refused",
            "train/bee/2.png refused",
            "validation/ant/1.png ok",
            "validation/bee/1.png ok");
    Row kept = rows.get(0).getAs("mask");
    assertThat(kept.<String>getAs("path")).endsWith("/photos/masks/train/ant/1.png");
    assertThat(new ImageDecoder(1_000).decodeMask(kept.getAs("bytes")))
        .isEqualTo(mask(WIDTH, HEIGHT, 0, 255));
    assertThat(rows.get(1).<Row>getAs("mask")).isNull();
    assertThat(rows.get(1).<Row>getAs("image")).isNull();
    assertThat(rows.get(4).<Row>getAs("mask")).isNull();
    assertThat(rows.get(1).<String>getAs("reason"))
        .matches(
            "Cannot use the mask file:.*/photos/masks/train/ant/2.png: it has 25 x 20 pixels, and"
                + " the photo 24 x 20");
    assertThat(rows.get(2).<String>getAs("reason"))
        .matches(
            "Cannot use the mask file:.*/photos/masks/train/bee/1.png: Cannot decode image because"
                + " it is text, not a picture: it begins with \"no mask\"");
    assertThat(rows.get(3).<String>getAs("reason"))
        .matches(
            "Cannot use the mask file:.*/photos/masks/train/bee/2.png: it marks no object: its"
                + " largest value is 1, and an object has 128 to 255");
  }

  @Test
  void aMaskThatComesOrChangesMakesANewRun() throws IOException {
    assertThat(experiment.run("prepare").code()).isZero();
    experiment.photo("masks/train/ant/1.png", ImageEncoder.png(mask(WIDTH, HEIGHT, 0, 255)));
    assertThat(experiment.run("prepare").code()).isZero();
    experiment.photo("masks/train/ant/1.png", ImageEncoder.png(mask(WIDTH, HEIGHT, 255, 0)));
    assertThat(experiment.run("prepare").code()).isZero();
    assertThat(experiment.run("prepare").code()).isZero();

    assertThat(
            experiment.rows("examples", "id, run").stream()
                .collect(Collectors.groupingBy(row -> row.getString(1), Collectors.counting())))
        .hasSize(3)
        .allSatisfy((run, rows) -> assertThat(rows).isEqualTo(6));

    assertThat(experiment.run("augment").output())
        .anyMatch(line -> line.endsWith("4 pictures wanted, 4 of them new, 4 ok"));
  }

  @Test
  void aMaskWithoutAPhotoEndsTheStage() throws IOException {
    experiment.photo("masks/train/ant/9.png", ImageEncoder.png(mask(WIDTH, HEIGHT, 0, 255)));

    CommandLineRun run = experiment.run("prepare");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0))
        .matches(
            "dafusion: Cannot use the masks of file:.*/photos because 1 of 1 have no image"
                + " \\(masks/train/ant/9.png\\): the mask of train/ant/1.png must be"
                + " masks/train/ant/1.png");
  }

  /** The left half has one value and the right half another. */
  private static Mask mask(int width, int height, int left, int right) {
    byte[] values = new byte[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % width < width / 2 ? left : right);
    }
    return new Mask(width, height, values);
  }
}
