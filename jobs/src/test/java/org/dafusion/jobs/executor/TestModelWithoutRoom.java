package org.dafusion.jobs.executor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.engine.TorchRuntime;
import org.junit.jupiter.api.Test;

class TestModelWithoutRoom {
  private static final TaskDevice CPU = new TaskDevice(false, "");

  @Test
  void isTheDevicesFaultAndNotThatOfABatch() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      assertThatThrownBy(
              () ->
                  // 2^44 numbers of four bytes
                  ExecutorModels.withRoom(
                      CPU, "/models/sd", "take another", () -> scope.zeros(new Shape(1L << 44))))
          .isInstanceOf(UnusableDeviceException.class)
          .hasMessageStartingWith(
              "Cannot load /models/sd on cpu because it has no room for it, before any"
                  + " picture: take another. ")
          .hasMessageContaining("DefaultCPUAllocator")
          .hasCauseInstanceOf(OutOfDeviceMemoryException.class);
    }
  }

  @Test
  void anotherFailureStaysWhatItIs() {
    RuntimeException other = new IllegalStateException("disk full");

    assertThatThrownBy(
            () ->
                ExecutorModels.withRoom(
                    CPU,
                    "/models/sd",
                    "take another",
                    () -> {
                      throw other;
                    }))
        .isSameAs(other);
  }
}
