package org.dafusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.TorchRuntime;

/**
 * Compares gradients with what they say: along the gradient, a loss must grow by its length times
 * the way gone.
 */
final class SlopeCheck {
  private static final double WAY = 2e-3;

  private SlopeCheck() {}

  /**
   * Checks the gradients that have arrived at some weights.
   *
   * @param loss with the weights in place
   */
  static void check(Collection<NDArray> weights, DoubleSupplier loss, double tolerance) {
    List<float[]> gradients = new ArrayList<>();
    double squares = 0;
    for (NDArray weight : weights) {
      try (NDManager scope = TorchRuntime.newManager(weight.getDevice())) {
        float[] gradient = Gradients.of(weight, scope).toFloatArray();
        gradients.add(gradient);
        for (float value : gradient) {
          squares += (double) value * value;
        }
      }
    }
    double length = Math.sqrt(squares);
    assertThat(length).isPositive();
    move(weights, gradients, WAY / length);
    double ahead = loss.getAsDouble();
    move(weights, gradients, -2 * WAY / length);
    double behind = loss.getAsDouble();
    move(weights, gradients, WAY / length);

    assertThat((ahead - behind) / (2 * WAY)).isCloseTo(length, within(tolerance * length));
  }

  private static void move(Collection<NDArray> weights, List<float[]> gradients, double way) {
    int place = 0;
    for (NDArray weight : weights) {
      try (NDManager scope = TorchRuntime.newManager(weight.getDevice())) {
        NDArray step = scope.create(gradients.get(place++), weight.getShape()).mul(way);
        // in the memory of the weight itself
        NDArray handle = weight.stopGradient();
        handle.attach(scope);
        handle.addi(step);
      }
    }
  }
}
