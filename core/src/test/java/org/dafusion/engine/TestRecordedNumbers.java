package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestRecordedNumbers {
  private static final int PRODUCTS = 500;

  /** With DJL's own product by a number most runs of this test read other numbers, up to 1e30. */
  @Test
  void aNumberIsThereForTheBackwardPassWhateverTheCollectorDoes() throws InterruptedException {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu());
        Gradients gradients = Gradients.record()) {
      NDArray leaf = HostMemory.floats(scope, new float[] {1, 2, 3}, new Shape(3));
      leaf.setRequiresGradient(true);
      NDArray sum = gradients.times(leaf, 0.5);
      for (int i = 1; i < PRODUCTS; i++) {
        sum = sum.add(gradients.times(leaf, 0.5));
      }
      collectAndOverwrite();
      gradients.backward(sum.sum());

      float[] expected = new float[3];
      Arrays.fill(expected, 0.5f * PRODUCTS);
      assertThat(Gradients.of(leaf).toFloatArray()).containsExactly(expected);
    }
  }

  /** Gives the memory of buffers that nobody holds to others. */
  private static void collectAndOverwrite() throws InterruptedException {
    List<ByteBuffer> others = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      System.gc();
      Thread.sleep(20);
      for (int i = 0; i < 2 * PRODUCTS; i++) {
        ByteBuffer other = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder());
        others.add(other.putFloat(0, 1e30f));
      }
    }
    assertThat(others).hasSize(10 * PRODUCTS);
  }
}
