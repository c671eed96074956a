package org.dafusion.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.bench.SmallFolder;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.Weights;
import org.dafusion.random.GaussianNoise;
import org.dafusion.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gradients towards every weight of the autoencoder and the text encoder, for which no reference
 * was recorded, against central differences of the loss.
 *
 * <p>The loss is a fixed random weighting of all outputs, summed in double precision. Each weight
 * is moved both ways along one random direction: its components have random sizes and the signs of
 * the gradient, so that terms do not cancel and the slope stands far above the rounding of 32-bit
 * outputs. (A gradient that is wrong in size or lacks a part differs along that direction too.) The
 * step is a hundredth of the weight's typical size: the error of the difference itself grows with
 * its square, rounding with its inverse.
 */
class TestFiniteDifferences {
  private static final double RELATIVE_STEP = 0.01;

  /**
   * Largest difference allowed, as a share of the slope; wrong formulas differ by whole factors.
   */
  private static final double TOLERANCE = 0.02;

  /**
   * Slopes below this share of the outputs' size are lost in rounding, and must be so on both
   * sides.
   */
  private static final double NOISE = 2e-4;

  @TempDir private Path folder;

  @Test
  void autoencoderWeightsWhenEncoding() {
    check(SmallFolder.vae(), "encode", "encoder|quant_conv", new Shape(2, 3, 8, 8));
  }

  @Test
  void autoencoderWeightsWhenDecoding() {
    check(SmallFolder.vae(), "decode", "decoder|post_quant_conv", new Shape(2, 4, 4, 4));
  }

  @Test
  void textEncoderWeights() {
    check(SmallFolder.textEncoder(50), "forward", "text_model", new Shape(2, 6, SmallFolder.WIDTH));
  }

  private void check(ModelDefinition definition, String method, String keys, Shape shape) {
    Path file = SmallFolder.weights(definition, folder.resolve("weights.safetensors"));
    try (Weights weights = Weights.open(file);
        CompiledModel model =
            new ModelCompiler(Device.cpu(), Precision.FP32).compile(definition, weights);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray input = scope.create(GaussianNoise.of(5, (int) shape.size()), shape);
      Map<String, NDArray> parameters = new TreeMap<>(model.parameters());
      parameters.keySet().removeIf(key -> !key.matches("(" + keys + ").*"));
      parameters.remove("text_model.embeddings.token_embedding.weight"); // not used by forward
      Map<String, float[]> gradients = gradients(model, method, input, parameters, scope);
      int compared = 0;
      for (String key : parameters.keySet()) {
        compared += compare(model, method, input, key, gradients.get(key)) ? 1 : 0;
      }
      // only biases of keys, which softmax cancels, have no slope
      assertThat(compared).isGreaterThanOrEqualTo(parameters.size() - 2);
    }
  }

  private static Map<String, float[]> gradients(
      CompiledModel model,
      String method,
      NDArray input,
      Map<String, NDArray> parameters,
      NDManager scope) {
    parameters.values().forEach(weight -> weight.setRequiresGradient(true));
    try (Gradients recording = Gradients.record()) {
      NDArray sum = null;
      int index = 0;
      for (NDArray out : model.call(recording, method, input)) {
        NDArray factors = scope.create(factors(index++, out), out.getShape());
        NDArray part = out.mul(factors).sum();
        sum = sum == null ? part : sum.add(part);
      }
      recording.backward(sum);
    }
    Map<String, float[]> gradients = new TreeMap<>();
    parameters.forEach((key, p) -> gradients.put(key, Gradients.of(p, scope).toFloatArray()));
    parameters.values().forEach(weight -> weight.setRequiresGradient(false));
    return gradients;
  }

  /** Whether the weight has a slope that can be measured; fails where it is another. */
  private static boolean compare(
      CompiledModel model, String method, NDArray input, String key, float[] gradient) {
    NDArray weight = model.parameter(key);
    float[] original = weight.toFloatArray();
    double step = RELATIVE_STEP * rootMeanSquare(original);
    float[] direction = GaussianNoise.of(Seeds.derive(11, key), original.length);
    double expected = 0;
    for (int i = 0; i < direction.length; i++) {
      direction[i] = Math.copySign((float) step * (0.5f + Math.abs(direction[i])), gradient[i]);
      expected += (double) direction[i] * gradient[i];
    }
    double difference =
        (loss(model, method, input, weight, original, direction, 1)
                - loss(model, method, input, weight, original, direction, -1))
            / 2;
    set(weight, original);
    if (expected < NOISE) {
      assertThat(Math.abs(difference)).as("slope of " + key).isLessThan(2 * NOISE);
      return false;
    }
    assertThat(difference / expected)
        .as("difference over gradient of " + key)
        .isBetween(1 - TOLERANCE, 1 + TOLERANCE);
    return true;
  }

  private static double loss(
      CompiledModel model,
      String method,
      NDArray input,
      NDArray weight,
      float[] original,
      float[] direction,
      int sign) {
    float[] moved = original.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += sign * direction[i];
    }
    set(weight, moved);
    double loss = 0;
    int index = 0;
    for (NDArray out : model.call(method, input)) {
      float[] factors = factors(index++, out);
      float[] values = out.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        loss += (double) factors[i] * values[i];
      }
      out.close();
    }
    return loss;
  }

  private static float[] factors(int index, NDArray out) {
    return GaussianNoise.of(100 + index, (int) out.size());
  }

  private static void set(NDArray weight, float[] values) {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      weight.subi(weight).addi(scope.create(values, weight.getShape()));
    }
  }

  private static double rootMeanSquare(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }
}
