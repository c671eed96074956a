package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import org.dafusion.bench.SmallFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks with weights and activations of 16 bits, 32 outside. */
class TestPrecision {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = SmallFolder.weights(SmallFolder.unet(), folder.resolve("unet.safetensors"));
  }

  /**
   * Relative to the size of what fp32 gives. bf16 has 8 bits of mantissa and fp16 11, so a rounding
   * is 0.2 % and 0.02 %, and some dozens of them add up; measured 1.6 % and 0.2 % forward, 3.3 %
   * and 0.55 % backward.
   */
  @ParameterizedTest
  @CsvSource({"BF16, 0.06", "FP16, 0.01"})
  void resultsAndGradientsOfInputsStayNearThoseOf32Bits(Precision precision, double tolerance) {
    try (CompiledModel full = compile(Precision.FP32);
        CompiledModel half = compile(precision);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDList expected = outputAndGradients(full, scope);
      NDList found = outputAndGradients(half, scope);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(found.get(i).getDataType()).isEqualTo(DataType.FLOAT32);
        double error = relative(found.get(i), expected.get(i));
        assertThat(error).as("error of result " + i).isBetween(1e-5, tolerance);
      }
      NDArray inferred = half.forward(sample(scope), timesteps(scope), context(scope));
      assertThat(inferred.toFloatArray()).containsExactly(found.get(0).toFloatArray());
    }
  }

  /**
   * A segment's states are of 16 bits too, which Java's arrays have no word for where it is bf16.
   */
  @ParameterizedTest
  @CsvSource({"FP32, 1e-6", "BF16, 0.015", "FP16, 0.002"})
  void aSegmentOf16BitsTakesGradientsOfItsOwnType(Precision precision, double tolerance) {
    try (CompiledModel unet = compile(precision);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray expected = outputAndGradients(unet, scope).get(2);
      NDArray context = context(scope);
      context.setRequiresGradient(true);
      NDArray time = unet.call("time", timesteps(scope)).get(0);
      NDList skips = new NDList(unet.call("begin", sample(scope)));
      NDArray found;
      try (Gradients gradients = Gradients.record()) {
        NDList first = unet.call(gradients, "down_0", skips.get(0), time, context);
        NDList leaves = new NDList();
        first.forEach(
            state -> {
              NDArray leaf = state.stopGradient();
              leaf.setRequiresGradient(true);
              leaves.add(leaf);
            });
        skips.addAll(leaves);
        NDArray last = leaves.get(leaves.size() - 1);
        NDList second = unet.call(gradients, "down_1", last, time, context);
        skips.addAll(second);
        NDArray h =
            unet.call(gradients, "mid", second.get(second.size() - 1), time, context).get(0);
        for (int level = 0; level < 2; level++) {
          h = unet.call(gradients, "up_" + level, h, skips, time, context).get(0);
        }
        gradients.backward(unet.call(gradients, "finish", h).get(0).square().sum());
        NDList arrived = new NDList();
        leaves.forEach(leaf -> arrived.add(Gradients.of(leaf)));
        gradients.backward(first, arrived);
        found = Gradients.of(context);
      }
      assertThat(relative(found, expected)).isLessThan(tolerance);
    }
  }

  @Test
  void labelsAreThoseOfTheConfigurationAndOthersAreRefused() {
    assertThat(Precision.parse("bf16")).isEqualTo(Precision.BF16);
    assertThat(Precision.parse("fp16")).isEqualTo(Precision.FP16);
    assertThat(Precision.parse("fp32")).isEqualTo(Precision.FP32);
    assertThatThrownBy(() -> Precision.parse("int8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid precision: must be one of fp32, bf16, fp16, found int8");
  }

  private static NDList outputAndGradients(CompiledModel unet, NDManager scope) {
    NDArray sample = sample(scope);
    NDArray context = context(scope);
    sample.setRequiresGradient(true);
    context.setRequiresGradient(true);
    try (Gradients gradients = Gradients.record()) {
      NDArray out = unet.call(gradients, "forward", sample, timesteps(scope), context).get(0);
      gradients.backward(out.square().sum());
      return new NDList(out, Gradients.of(sample), Gradients.of(context));
    }
  }

  private CompiledModel compile(Precision precision) {
    try (Weights weights = Weights.open(file)) {
      return new ModelCompiler(Device.cpu(), precision).compile(SmallFolder.unet(), weights);
    }
  }

  private static NDArray sample(NDManager scope) {
    return scope.create(GaussianNoise.of(1, 2 * 4 * 8 * 8), new Shape(2, 4, 8, 8));
  }

  private static NDArray timesteps(NDManager scope) {
    return scope.create(new float[] {17, 903});
  }

  private static NDArray context(NDManager scope) {
    Shape shape = new Shape(2, 5, SmallFolder.WIDTH);
    return scope.create(GaussianNoise.of(2, (int) shape.size()), shape);
  }

  /** Length of the difference over length of the expected. */
  private static double relative(NDArray found, NDArray expected) {
    float[] a = found.toFloatArray();
    float[] b = expected.toFloatArray();
    double difference = 0;
    double size = 0;
    for (int i = 0; i < b.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      size += Math.pow(b[i], 2);
    }
    return Math.sqrt(difference / size);
  }
}
