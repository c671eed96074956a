package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestGradientClip {
  @Test
  void tooLongGradientsAreShortenedByOneFactor() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu());
        GradientClip clip = new GradientClip(Device.cpu())) {
      NDArray one = scope.create(new float[] {3, 0, 0, 4}, new Shape(2, 2));
      NDArray other = scope.create(new float[] {-12});

      double length = clip.apply(List.of(one, other), 6.5);

      assertThat(length).isCloseTo(13, within(1e-6));
      assertThat(one.toFloatArray()).containsExactly(new float[] {1.5f, 0, 0, 2}, within(1e-6f));
      assertThat(other.toFloatArray()).containsExactly(new float[] {-6}, within(1e-6f));
    }
  }

  @Test
  void shortOnesStayAsTheyAre() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu());
        GradientClip clip = new GradientClip(Device.cpu())) {
      NDArray gradient = scope.create(new float[] {0.3f, 0.4f});

      assertThat(clip.apply(List.of(gradient), 1)).isCloseTo(0.5, within(1e-6));
      assertThat(clip.apply(List.of(gradient), Double.POSITIVE_INFINITY))
          .isCloseTo(0.5, within(1e-6));
      assertThat(gradient.toFloatArray()).containsExactly(0.3f, 0.4f);
    }
  }

  @Test
  void clearingSetsEveryOneToZero() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu());
        GradientClip clip = new GradientClip(Device.cpu())) {
      NDArray one = scope.create(new float[] {1, 2});
      NDArray other = scope.create(new float[] {3});

      clip.clear(List.of(one, other));

      assertThat(one.toFloatArray()).containsOnly(0);
      assertThat(other.toFloatArray()).containsOnly(0);
    }
  }
}
