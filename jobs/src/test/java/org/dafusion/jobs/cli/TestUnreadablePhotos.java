package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.apache.spark.sql.Row;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no photos are rows with a reason; the job goes on without them. */
class TestUnreadablePhotos {
  private static final Map<String, String> REASONS =
      new TreeMap<>(
          Map.of(
              "train/ant/cut.jpg",
              "Cannot decode image because the JPEG is truncated: its 400 bytes hold no end marker",
              "train/ant/empty.jpg",
              "Cannot decode image because the file is empty (0 bytes)",
              "train/ant/text.jpg",
              "Cannot decode image because it is text, not a picture: it begins with \"not a"
                  + " photo\"",
              "train/bee/huge.png",
              "Cannot decode image because its declared size is 60000 x 60000, 3600000000 pixels,"
                  + " and at most 64000000 are allowed",
              "validation/bee/empty.jpg",
              "Cannot decode image because the file is empty (0 bytes)"));

  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void writePhotos() throws IOException {
    experiment = TinyExperiment.in(folder);
    experiment.photo("train/ant/cut.jpg", Arrays.copyOf(jpeg(), 400));
    experiment.photo("train/ant/empty.jpg", new byte[0]);
    experiment.photo("train/ant/text.jpg", "not a photo".getBytes(StandardCharsets.UTF_8));
    experiment.photo("train/bee/huge.png", pngHeader(60_000, 60_000));
    experiment.photo("validation/bee/empty.jpg", new byte[0]);
  }

  @Test
  void theyAreCountedAndListedAndNeverUsed() {
    CommandLineRun run = experiment.run("run", "limits.refused-fraction=0.5");

    assertThat(run.code()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .contains("prepare: photos, 2 classes, 11 images")
        .anyMatch(line -> line.endsWith("has 11 images, 11 of them new, 5 refused"))
        .containsAll(
            REASONS.entrySet().stream()
                .map(each -> "  refused " + each.getKey() + ": " + each.getValue())
                .toList())
        .anyMatch(
            line ->
                line.startsWith("augment: 4 images x 1 repeats, real-guidance: up to 4 pictures"))
        .contains("train: real-guidance, 4 real images, 4 synthetic, 2 for validation");
    assertThat(run.output().get(run.output().size() - 1)).contains("accuracy");

    List<Row> rows = experiment.rows("examples", "id, status, reason, image, width, path");
    assertThat(rows).hasSize(11);
    assertThat(rows)
        .filteredOn(row -> !row.getAs("status").equals("ok"))
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs("status")).isEqualTo("refused");
              assertThat(row.<String>getAs("reason")).isEqualTo(REASONS.get(row.getString(0)));
              assertThat(row.<Row>getAs("image")).isNull();
              assertThat(row.<Integer>getAs("width")).isNull();
              assertThat(row.<String>getAs("path")).endsWith(row.getString(0));
            })
        .extracting(row -> row.getString(0))
        .containsExactlyElementsOf(REASONS.keySet());
    assertThat(experiment.rows("synthetic", "id, status"))
        .extracting(row -> row.getString(0))
        .containsExactly(
            "train/ant/1.png#0", "train/ant/2.png#0", "train/bee/1.png#0", "train/bee/2.png#0");

    Config manifest = experiment.manifest("examples").get(0);
    assertThat(manifest.getInt("counts.ok")).isEqualTo(6);
    assertThat(manifest.getInt("counts.refused")).isEqualTo(5);
    assertThat(manifest.getConfigList("refused"))
        .extracting(each -> each.getString("id") + ": " + each.getString("reason"))
        .containsExactlyElementsOf(
            REASONS.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList());
  }

  @Test
  void aboveTheLimitTheRowsStayAndTheExitCodeTells() {
    CommandLineRun run = experiment.run("prepare", "limits.refused-fraction=0.45");

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: prepare refused 5 of 11 rows, more than limits.refused-fraction = 0.45"
                + " allows");
    assertThat(experiment.rows("examples", "id, status")).hasSize(11);

    CommandLineRun again = experiment.run("prepare", "limits.refused-fraction=0.46");

    assertThat(again.code()).isZero();
    assertThat(again.output())
        .anyMatch(line -> line.endsWith("has 11 images, 0 of them new, 5 refused"));
  }

  @Test
  void withoutAnyReadablePhotoThereIsNothingToMakePicturesOf() {
    for (String photo : List.of("ant/1.png", "ant/2.png", "bee/1.png", "bee/2.png")) {
      assertThat(experiment.photos().resolve("train").resolve(photo).toFile().delete()).isTrue();
    }

    CommandLineRun none = experiment.run("run", "limits.refused-fraction=1");

    assertThat(none.code()).isEqualTo(3);
    assertThat(none.errors()).hasSize(1);
    assertThat(none.errors().get(0))
        .matches(
            "dafusion: Cannot use the examples of run r[0-9a-f]{15} in file:.*/work/examples: none"
                + " of the 4 training images can be decoded");
  }

  private static byte[] jpeg() {
    byte[] rgb = new byte[64 * 64 * Image.CHANNELS];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * i);
    }
    return ImageEncoder.jpeg(new Image(64, 64, rgb), 0.9f);
  }

  /** Signature and header chunk of a PNG, and nothing else. */
  private static byte[] pngHeader(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(33);
    file.putLong(0x89504e470d0a1a0aL).putInt(13).put("IHDR".getBytes(StandardCharsets.US_ASCII));
    file.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 checksum = new CRC32();
    checksum.update(file.array(), 12, 17);
    return file.putInt((int) checksum.getValue()).array();
  }
}
