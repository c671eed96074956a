package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestSgd {
  private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

  /**
   * Loss Σ c p, whose gradient is c = (1, -2) everywhere, from p = (1, 1), by hand: p ← p - 0.1 c.
   */
  @Test
  void plainStepsGoAgainstTheGradient() {
    assertThat(after(2, new SgdSettings(0.1, 0, 0)))
        .containsExactly(new float[] {0.8f, 1.4f}, ROUNDING);
  }

  /** b1 = c, b2 = 0.9 b1 + c = 1.9 c, b3 = 0.9 b2 + c = 2.71 c: p = 1 - 0.1 (1 + 1.9 + 2.71) c. */
  @Test
  void momentumKeepsNineTenthsOfTheDirection() {
    assertThat(after(3, new SgdSettings(0.1, 0.9, 0)))
        .containsExactly(new float[] {0.439f, 2.122f}, ROUNDING);
  }

  /**
   * g1 = c + 0.5 p = (1.5, -1.5), p1 = (0.85, 1.15); g2 = c + 0.5 p1 = (1.425, -1.425), b2 = 0.9 g1
   * + g2 = (2.775, -2.775), p2 = p1 - 0.1 b2.
   */
  @Test
  void weightDecayJoinsTheGradientBeforeMomentum() {
    assertThat(after(2, new SgdSettings(0.1, 0.9, 0.5)))
        .containsExactly(new float[] {0.5725f, 1.4275f}, ROUNDING);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new SgdSettings(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid learning rate of SGD: must be above 0, found 0.0");
    assertThatThrownBy(() -> new SgdSettings(1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid momentum of SGD: must be 0 to below 1");
    assertThatThrownBy(() -> new SgdSettings(1, 0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid weight decay of SGD");
  }

  @Test
  void parametersMustWantAGradient() {
    try (NDManager manager = TorchRuntime.newManager(Device.cpu())) {
      NDArray parameter = manager.create(new float[] {1});
      assertThatThrownBy(() -> new Sgd(new SgdSettings(1, 0, 0), List.of(parameter)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be 32-bit floating point and require a gradient");
      assertThatThrownBy(() -> new Sgd(new SgdSettings(1, 0, 0), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid parameters of SGD: must be some, found none");
    }
  }

  private static float[] after(int steps, SgdSettings settings) {
    try (NDManager manager = TorchRuntime.newManager(Device.cpu())) {
      NDArray parameter = manager.create(new float[] {1, 1});
      parameter.setRequiresGradient(true);
      try (Sgd sgd = new Sgd(settings, List.of(parameter))) {
        for (int i = 0; i < steps; i++) {
          try (Gradients gradients = Gradients.record();
              NDManager scope = TorchRuntime.newManager(Device.cpu())) {
            gradients.backward(parameter.mul(scope.create(new float[] {1, -2})).sum());
          }
          sgd.step();
          sgd.clearGradients();
        }
        return parameter.toFloatArray();
      }
    }
  }
}
