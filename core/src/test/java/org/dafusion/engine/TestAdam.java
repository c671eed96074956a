package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.dafusion.random.GaussianNoise;
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

  @Test
  void aRestoredOptimiserTakesTheSameStepsAndKeepsNoBufferOfTheHost() {
    int count = 1 << 20;
    float[] begin = GaussianNoise.of(1, count);
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray one = leaf(scope, begin);
      NDArray other = leaf(scope, begin);
      NDArray gradient = scope.create(GaussianNoise.of(2, count));
      try (Adam first = new Adam(AdamSettings.adam(0.1), List.of(one));
          Adam second = new Adam(AdamSettings.adam(0.1), List.of(other))) {
        first.step(0.1, List.of(gradient));
        second.restore(0, i -> new float[count], i -> new float[count]); // buffers are pooled now
        long before = directMemory();
        for (int i = 0; i < 3; i++) {
          second.restore(first.steps(), first::mean, first::square);
        }
        // a few bytes are the names of methods that were called for the first time
        assertThat(directMemory() - before).isLessThan(1024);
        assertThat(second.mean(0)).isEqualTo(first.mean(0));
        assertThat(second.square(0)).isEqualTo(first.square(0));
        other.set(one.toFloatArray());

        first.step(0.1, List.of(gradient));
        second.step(0.1, List.of(gradient));

        assertThat(second.steps()).isEqualTo(2);
        assertThat(other.toFloatArray()).isEqualTo(one.toFloatArray());
      }
    }
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static NDArray leaf(NDManager scope, float... values) {
    NDArray leaf = scope.create(values);
    leaf.setRequiresGradient(true);
    return leaf;
  }
}
