package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.UNet2DConditionModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestAdam {
  /** The update as the papers write it, in double precision, on loss = Σ (p - 1)² · (i + 1). */
  @ParameterizedTest
  @CsvSource({"0, false", "0.1, false", "0.1, true"})
  void followsTheFormulaOverManySteps(double weightDecay, boolean decoupled) {
    AdamSettings settings = new AdamSettings(0.01, 0.9, 0.999, 1e-8, weightDecay, decoupled);
    double[] expected = {0.5, -0.25, 3};
    double[] mean = new double[3];
    double[] square = new double[3];
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray parameter = leaf(scope, 0.5f, -0.25f, 3);
      NDArray factors = scope.create(new float[] {1, 2, 3});
      try (Adam adam = new Adam(settings, List.of(parameter))) {
        for (int step = 1; step <= 50; step++) {
          try (Gradients gradients = Gradients.record()) {
            gradients.backward(parameter.sub(1).square().mul(factors).sum());
          }
          adam.step();
          adam.clearGradients();
          for (int i = 0; i < expected.length; i++) {
            double gradient = 2 * (expected[i] - 1) * (i + 1);
            if (decoupled) {
              expected[i] *= 1 - 0.01 * weightDecay;
            } else {
              gradient += weightDecay * expected[i];
            }
            mean[i] = 0.9 * mean[i] + 0.1 * gradient;
            square[i] = 0.999 * square[i] + 0.001 * gradient * gradient;
            double root = Math.sqrt(square[i] / (1 - Math.pow(0.999, step)));
            expected[i] -= 0.01 / (1 - Math.pow(0.9, step)) * mean[i] / (root + 1e-8);
          }
        }
        assertThat(adam.steps()).isEqualTo(50);
      }
      float[] found = parameter.toFloatArray();
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) found[i]).isCloseTo(expected[i], within(3e-6));
      }
    }
  }

  @Test
  void momentsCarryOverToAnotherOne() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray undisturbed = leaf(scope, 0.5f, -0.25f, 3);
      NDArray interrupted = leaf(scope, 0.5f, -0.25f, 3);
      AdamSettings settings = AdamSettings.adam(0.01);
      try (Adam adam = new Adam(settings, List.of(undisturbed));
          Adam before = new Adam(settings, List.of(interrupted));
          Adam after = new Adam(settings, List.of(interrupted))) {
        for (int step = 0; step < 6; step++) {
          takeStep(adam, undisturbed);
          if (step == 3) {
            after.restore(before.steps(), before::mean, before::square);
          }
          takeStep(step < 3 ? before : after, interrupted);
        }
        assertThat(after.steps()).isEqualTo(6);
      }
      assertThat(interrupted.toFloatArray()).containsExactly(undisturbed.toFloatArray());
    }
  }

  private static void takeStep(Adam adam, NDArray parameter) {
    try (Gradients gradients = Gradients.record()) {
      gradients.backward(parameter.square().sum());
    }
    adam.step();
    adam.clearGradients();
  }

  /** The trainings recorded for erasing a concept: a network's own weights, moved three times. */
  @ParameterizedTest
  @CsvSource({"esd_xattn, attn2", "esd_full, ''"})
  void threeStepsMoveTheWeightsOfANetworkAsTorch(String name, String trained) {
    Path path = GoldenData.full("tiny-sd/unet");
    UNet2DConditionModel definition =
        UNet2DConditionModel.from(ConfigFactory.parseFile(path.resolve("config.json").toFile()));
    try (GoldenCase golden = GoldenCase.full("sd/" + name);
        Weights weights = Weights.open(path.resolve("diffusion_pytorch_model.safetensors"));
        CompiledModel unet =
            new ModelCompiler(Device.cpu(), Precision.FP32).compile(definition, weights)) {
      Map<String, NDArray> parameters = new TreeMap<>(unet.parameters());
      parameters.keySet().removeIf(key -> !key.contains(trained));
      parameters.values().forEach(weight -> weight.setRequiresGradient(true));
      assertThat(parameters).hasSize(golden.scalars().getInt("trained_parameters"));
      AdamSettings settings = AdamSettings.adam(1e-5);
      try (Adam adam = new Adam(settings, List.copyOf(parameters.values()))) {
        for (int step = 1; step <= 3; step++) {
          erase(golden, unet, parameters, step);
          adam.step();
          adam.clearGradients();
        }
      }
      assertThat(compareEach("out.after3.param.", golden, parameters::get)).isPositive();
    }
  }

  /** Leaves the gradients of one step on the parameters. */
  private static void erase(
      GoldenCase golden, CompiledModel unet, Map<String, NDArray> parameters, int step) {
    String in = "in.step" + step + ".";
    String out = "out.step" + step + ".";
    try (NDManager scope = TorchRuntime.newManager(Device.cpu());
        Gradients gradients = Gradients.record()) {
      NDArray predicted =
          unet.call(
                  gradients,
                  "forward",
                  golden.tensor(scope, in + "z"),
                  golden.tensor(scope, in + "timestep"),
                  golden.tensor(scope, "in.emb_prompt"))
              .get(0);
      golden.assertClose(out + "e_n", predicted, 2e-5);
      // e_0 - (e_p - e_0), both from the frozen copy
      NDArray frozen = golden.tensor(scope, out + "e_0");
      NDArray target = frozen.mul(2).sub(golden.tensor(scope, out + "e_p"));
      NDArray loss = predicted.sub(target).square().mean();
      double known = golden.scalars().getDoubleList("losses").get(step - 1);
      assertThat(loss.getFloat() / known).isCloseTo(1, within(1e-3));
      gradients.backward(loss);
      compareEach(out + "grad.", golden, key -> Gradients.of(parameters.get(key), scope));
    }
  }

  private static int compareEach(
      String prefix, GoldenCase golden, Function<String, NDArray> found) {
    int compared = 0;
    for (String tensor : golden.reader().tensors().keySet()) {
      if (tensor.startsWith(prefix)) {
        golden.assertClose(tensor, found.apply(tensor.substring(prefix.length())), 1e-6);
        compared++;
      }
    }
    return compared;
  }

  @Test
  void aParameterWithoutGradientIsAnErrorAndNothingMoves() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray used = leaf(scope, 1);
      NDArray unused = leaf(scope, 2, 3);
      try (Adam adam = new Adam(AdamSettings.adam(0.1), List.of(used, unused))) {
        try (Gradients gradients = Gradients.record()) {
          gradients.backward(used.square().sum());
        }
        assertThatThrownBy(adam::step)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("No gradient arrived at the array of shape (2)");
        assertThat(adam.steps()).isZero();
        assertThat(used.toFloatArray()).containsExactly(1f);
      }
    }
  }

  @Test
  void aParameterThatRequiresNoGradientIsRefused() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray plain = scope.create(new float[] {1});
      assertThatThrownBy(() -> new Adam(AdamSettings.adam(0.1), List.of(plain)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be 32-bit floating point and require a gradient")
          .hasMessageContaining("found float32 (1), which does not");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.9, 0.999, 1e-8, 0, learning rate",
    "1, 1.0, 0.999, 1e-8, 0, beta1",
    "1, 0.9, -0.1, 1e-8, 0, beta2",
    "1, 0.9, 0.999, 0, 0, epsilon",
    "1, 0.9, 0.999, 1e-8, -1, weight decay"
  })
  void settingsOutOfRangeAreNamed(
      double rate, double beta1, double beta2, double epsilon, double decay, String named) {
    assertThatThrownBy(() -> new AdamSettings(rate, beta1, beta2, epsilon, decay, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid " + named + " of Adam");
  }

  private static NDArray leaf(NDManager scope, float... values) {
    NDArray leaf = scope.create(values);
    leaf.setRequiresGradient(true);
    return leaf;
  }
}
