package org.dafusion.jobs.sparkjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Submits the jar where only Spark is. A run decodes photos, writes and reads Parquet, writes the
 * tiny random model as safetensors and reads it, tokenizes prompts, and computes with libtorch; all
 * libraries that DJL shares with the cluster are old there.
 */
class TestSparkJarRuns {
  private static final List<String> SETTINGS =
      List.of(
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
          "classifier.views=0");

  private static final boolean HOLDS_LIBTORCH =
      SparkJar.entries().contains("native/lib/pytorch.properties");

  @TempDir private Path folder;

  @Test
  void withoutLibtorchInsideTellsWhatToInstall() throws Exception {
    assumeThat(HOLDS_LIBTORCH).as("the jar holds libtorch").isFalse();
    drawPhotos();

    Submission run = Submission.of(folder, "local[2]", arguments("run"));

    assertThat(run.code()).as(run.text()).isEqualTo(2);
    assertThat(run.text()).contains("Cannot start libtorch because there is none for linux-x86_64");
  }

  @Test
  void doesTheWholeRunWithAnExecutorOfItsOwn() throws Exception {
    assumeThat(HOLDS_LIBTORCH).as("the jar holds libtorch").isTrue();
    drawPhotos();

    Submission run = Submission.of(folder, "local-cluster[1,1,1024]", arguments("run"));

    assertThat(run.code()).as(run.text()).isZero();
    assertThat(okRows("examples")).isEqualTo(4);
    assertThat(okRows("synthetic")).isEqualTo(2);
    assertThat(folder.resolve("work/report.html")).isNotEmptyFile();
    // what it computed with was unpacked from the jar
    assertThat(folder.resolve("djl")).isDirectoryRecursivelyContaining("glob:**/libtorch.so");
    assertThat(folder.resolve("djl")).isDirectoryRecursivelyContaining("glob:**/libtokenizers.so");
  }

  /** Of each class one photo to train, as JPEG, and one to judge, as PNG. */
  private void drawPhotos() throws IOException {
    for (String name : List.of("ant", "bee")) {
      byte[] rgb = new byte[24 * 20 * Image.CHANNELS];
      Arrays.fill(rgb, (byte) name.hashCode());
      Image photo = new Image(24, 20, rgb);
      write("train/" + name + "/1.jpg", ImageEncoder.jpeg(photo, 0.9f));
      write("validation/" + name + "/1.png", ImageEncoder.png(photo));
    }
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve("photos").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private List<String> arguments(String stage) {
    List<String> arguments = new ArrayList<>(List.of(stage));
    arguments.addAll(SETTINGS);
    arguments.add("dataset.path=" + folder.resolve("photos"));
    arguments.add("workspace=" + folder.resolve("work"));
    return arguments;
  }

  /** Rows of the table's only run that hold a result, as its manifest counts them. */
  private long okRows(String table) {
    Path file = folder.resolve("work").resolve(table).resolve("manifest.json");
    List<? extends Config> runs = ConfigFactory.parseFile(file.toFile()).getConfigList("runs");
    assertThat(runs).hasSize(1);
    return runs.get(0).getLong("counts.ok");
  }
}
