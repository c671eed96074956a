package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class TestHostMemory {
  @Test
  void valuesArriveInAlignedMemoryThatTheNextScopeUsesAgain() {
    ByteBuffer first = memoryOf(new float[] {1, 2, 3});
    assertThat(first.alignmentOffset(0, 64)).isZero();
    ByteBuffer second = memoryOf(new float[] {4, 5, 6, 7});
    assertThat(second.alignmentOffset(0, 64)).isZero();
    // the first buffer sees what was written through the second
    assertThat(first.getFloat(0)).isEqualTo(4);
  }

  private static ByteBuffer memoryOf(float[] values) {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray array = HostMemory.floats(scope, values, new Shape(values.length));
      assertThat(array.toFloatArray()).containsExactly(values);
      return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }
  }
}
