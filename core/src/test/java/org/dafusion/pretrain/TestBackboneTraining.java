package org.dafusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Device;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.Weights;
import org.dafusion.image.Image;
import org.dafusion.model.ResNet;
import org.dafusion.random.UniformDraws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBackboneTraining {
  private static final List<String> CLASSES = List.of("stripes", "plain");
  private static final int SIZE = 32;

  @TempDir private Path folder;

  @Test
  void learnsToTellClassesThatDifferInPattern() throws IOException {
    try (BackboneTraining training = begin("steps=40")) {
      double before = training.validate().get("loss");
      for (int i = 0; i < 40; i++) {
        assertThat(training.advance()).containsOnlyKeys("loss", "accuracy", "gradient");
      }

      Map<String, Double> after = training.validate();
      assertThat(after.get("accuracy")).isEqualTo(1);
      assertThat(after.get("accuracy of stripes")).isEqualTo(1);
      assertThat(after.get("loss")).isLessThan(before / 2);
      assertThat(training.preview().width()).isGreaterThan(8 * 90);
    }
  }

  @Test
  void oneThatGoesOnFromACheckpointEndsAtTheSameBytes() throws IOException {
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    Path undisturbed = Files.createDirectory(folder.resolve("undisturbed"));
    try (BackboneTraining training = begin("steps=6")) {
      advance(training, 3);
      training.save(checkpoint);
      advance(training, 3);
      training.finish(undisturbed);
    }
    try (BackboneTraining training = begin("steps=6")) {
      advance(training, 1);
      training.restore(checkpoint);
      assertThat(training.step()).isEqualTo(3);
      advance(training, 3);
      training.finish(folder);
    }

    assertThat(file(folder)).hasSameBinaryContentAs(file(undisturbed));
  }

  @Test
  void theFileIsATorchvisionNetworkWithItsHead() throws IOException {
    try (BackboneTraining training = begin("steps=2")) {
      advance(training, 2);
      training.finish(folder);
    }

    try (Weights weights = Weights.open(file(folder));
        SafetensorsReader reader = SafetensorsReader.open(file(folder))) {
      Map<String, List<Long>> shapes = weights.shapes();
      ModelCompiler.verify(ResNet.from(shapes, "backbone"), weights);
      assertThat(shapes)
          .containsEntry("conv1.weight", List.of(4L, 3L, 7L, 7L))
          .containsEntry("fc.weight", List.of(2L, 32L));
      assertThat(weights.type("fc.weight")).isEqualTo(SafetensorsType.F16);
      assertThat(weights.floats("bn1.running_mean")).isNotEqualTo(new float[4]);
      assertThat(reader.metadata())
          .containsEntry("classes", "[\"stripes\",\"plain\"]")
          .containsEntry("normalisation", "imagenet")
          .containsEntry("image-size", Integer.toString(SIZE));
    }
  }

  @Test
  void goesOnFromAFileButForAHeadOfOtherClasses() throws IOException {
    double learned;
    try (BackboneTraining training = begin("steps=40")) {
      advance(training, 40);
      training.finish(folder);
      learned = training.validate().get("loss");
    }

    try (BackboneTraining training = begin("steps=2")) {
      // rounded to half precision
      assertThat(training.validate().get("loss")).isCloseTo(learned, offset(0.02));
    }
    for (List<String> other :
        List.of(List.of("stripes", "plain", "dots"), List.of("plain", "stripes"))) {
      try (BackboneTraining training =
          BackboneTraining.begin(folder, settings("steps=2"), images(), other, Device.cpu())) {
        assertThat(training.validate().get("loss")).isGreaterThan(2 * learned);
      }
    }
    assertThatThrownBy(() -> begin("width=8"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining(
            "tensor conv1.weight must have shape [8, 3, 7, 7], found [4, 3, 7, 7]");
    assertThatThrownBy(() -> begin("normalisation=half"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining(
            "pretrain.backbone.normalisation must be imagenet, with which it was trained, found half");
  }

  private static void advance(BackboneTraining training, int steps) {
    for (int i = 0; i < steps; i++) {
      training.advance();
    }
  }

  private static Path file(Path folder) {
    return folder.resolve(BackboneTraining.FILE);
  }

  private BackboneTraining begin(String change) throws IOException {
    return BackboneTraining.begin(folder, settings(change), images(), CLASSES, Device.cpu());
  }

  private static PretrainSettings settings(String change) {
    return PretrainSettings.from(
        ConfigFactory.parseString(
                "pretrain { from = somewhere, backbone { width = 4, layers = [1, 1, 1, 1],"
                    + " batch = 8, warmup = 2, ema-decay = 0.5, learning-rate = 0.01, "
                    + change
                    + " } }")
            .withFallback(ExperimentConfig.reference())
            .resolve()
            .getConfig("pretrain"));
  }

  /** Stripes and even pictures of any brightness. */
  private static TrainingImages images() {
    return new TrainingImages(images(16, 1), images(8, 2), "r0");
  }

  private static List<TrainingImage> images(int count, long seed) {
    UniformDraws random = new UniformDraws(seed);
    List<TrainingImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % 2;
      byte[] rgb = new byte[SIZE * SIZE * Image.CHANNELS];
      int light = 100 + random.below(155);
      int dark = label == 1 ? light : random.below(60);
      for (int at = 0; at < rgb.length; at++) {
        int column = at / Image.CHANNELS % SIZE;
        rgb[at] = (byte) (column / 4 % 2 == 0 ? light : dark);
      }
      images.add(new TrainingImage(new Image(SIZE, SIZE, rgb), null, label));
    }
    return images;
  }
}
