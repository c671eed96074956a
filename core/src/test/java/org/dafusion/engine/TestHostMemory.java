package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class TestHostMemory {
  /** So many that no other test of this process has left a buffer of the kind. */
  private static final int COUNT = 9_000_000;

  @Test
  void valuesArriveInAlignedMemoryThatTheNextScopeUsesAgain() {
    ByteBuffer first = memoryOf(1);
    assertThat(first.alignmentOffset(0, 64)).isZero();
    memoryOf(4);
    // the first buffer sees what was written after its scope was closed
    assertThat(first.getFloat(0)).isEqualTo(4);
  }

  private static ByteBuffer memoryOf(float value) {
    float[] values = new float[COUNT];
    values[0] = value;
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray array = HostMemory.floats(scope, values, new Shape(COUNT));
      assertThat(array.getFloat(0)).isEqualTo(value);
      return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }
  }

  @Test
  void readingAnArrayThatLivesOnLeavesNothingWithItsManager() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray array = scope.create(new float[] {1, 2, 3, 4}).reshape(2, 2).transpose();
      int before = ((BaseNDManager) scope).getManagedArrays().size();

      assertThat(HostMemory.read(array)).containsExactly(1, 3, 2, 4);

      assertThat(((BaseNDManager) scope).getManagedArrays()).hasSize(before);
    }
  }
}
