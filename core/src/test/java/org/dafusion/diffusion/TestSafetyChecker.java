package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.Parity;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.Weights;
import org.dafusion.image.Image;
import org.dafusion.model.StableDiffusionSafetyChecker;
import org.junit.jupiter.api.Test;

/** From pictures to flags, as diffusers decides on six recorded pictures of several shapes. */
class TestSafetyChecker {
  @Test
  void flagsAndPixelsMatchUpstream() {
    try (GoldenCase golden = GoldenCase.full("sd/safety_checker");
        SafetyChecker checker = checker(GoldenData.full("tiny-sd/safety_checker"), 0)) {
      List<Image> pictures = IntStream.range(0, 6).mapToObj(i -> picture(golden, i)).toList();
      List<Boolean> flagged = checker.areSafe(pictures).stream().map(safe -> !safe).toList();
      assertThat(flagged).isEqualTo(golden.scalars().getBooleanList("has_nsfw_concept"));

      float[] recorded = golden.floats("out.pixel_values_first_and_5th");
      int half = recorded.length / 2;
      comparePixels(checker.pixels(pictures.get(0)), Arrays.copyOf(recorded, half));
      comparePixels(
          checker.pixels(pictures.get(4)), Arrays.copyOfRange(recorded, half, recorded.length));
    }
  }

  @Test
  void aShiftMovesEveryThreshold() {
    try (GoldenCase golden = GoldenCase.full("sd/safety_checker");
        SafetyChecker strict = checker(GoldenData.full("tiny-sd/safety_checker"), 10);
        SafetyChecker lenient = checker(GoldenData.full("tiny-sd/safety_checker"), -10)) {
      List<Image> pictures = IntStream.range(0, 6).mapToObj(i -> picture(golden, i)).toList();
      assertThat(strict.areSafe(pictures)).hasSize(6).containsOnly(false);
      assertThat(lenient.areSafe(pictures)).hasSize(6).containsOnly(true);
    }
  }

  private static void comparePixels(float[] actual, float[] expected) {
    double error = Parity.largestDifference(actual, expected);
    Parity.note("sd/safety_checker (pixels)", error, 1e-5);
    assertThat(error).isLessThanOrEqualTo(1e-5);
  }

  private static Image picture(GoldenCase golden, int index) {
    String name = "in.image" + index + "_u8_hwc";
    long[] shape = golden.shape(name);
    long[] values = golden.reader().longs(name);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i];
    }
    return new Image((int) shape[1], (int) shape[0], rgb);
  }

  private static SafetyChecker checker(Path folder, double shift) {
    StableDiffusionSafetyChecker definition =
        StableDiffusionSafetyChecker.from(
            ConfigFactory.parseFile(folder.resolve("config.json").toFile()));
    try (Weights weights = Weights.open(folder.resolve("model.safetensors"))) {
      return new SafetyChecker(
          new ModelCompiler(Device.cpu(), Precision.FP32).compile(definition, weights),
          definition,
          shift);
    }
  }
}
