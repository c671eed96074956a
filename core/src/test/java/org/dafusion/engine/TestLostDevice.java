package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestLostDevice {
  /** What PyTorch 2.7 makes of the strings that cudaGetErrorString has for these errors. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA error: device-side assert triggered",
        "CUDA error: an illegal memory access was encountered",
        "CUDA error: an illegal instruction was encountered",
        "CUDA error: misaligned address",
        "CUDA error: unspecified launch failure",
        "CUDA error: the launch timed out and was terminated",
        "CUDA error: uncorrectable ECC error encountered",
        "CUDA error: unknown error"
      })
  void errorsThatStayWithTheProcessAreKnown(String line) {
    EngineException engine =
        new EngineException(
            line
                + "\nCUDA kernel errors might be asynchronously reported at some other API call\n"
                + "Compile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.");

    assertThat(OutOfDeviceMemoryException.mapped(engine))
        .isInstanceOf(LostDeviceException.class)
        .hasCause(engine)
        .hasMessage("The GPU is lost to this process, which has to be begun anew: " + line);
  }

  /** Of TorchScript, which has the place in the network first. */
  @Test
  void theLineThatSaysItIsToldAlone() {
    EngineException engine =
        new EngineException(
            "The following operation failed in the TorchScript interpreter.\n"
                + "RuntimeError: CUDA error: an illegal memory access was encountered\nadvice");

    assertThat(LostDeviceException.in(engine))
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo(
            "The GPU is lost to this process, which has to be begun anew: RuntimeError: CUDA"
                + " error: an illegal memory access was encountered");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 20.00 MiB",
        "CUDA error: out of memory",
        "CUDA error: invalid device ordinal",
        "The size of tensor a (3) must match the size of tensor b (4)"
      })
  void errorsAfterWhichADeviceWorksOnAreNot(String message) {
    EngineException engine = new EngineException(message);

    assertThat(LostDeviceException.in(engine)).isEmpty();
    assertThat(OutOfDeviceMemoryException.mapped(engine))
        .isNotInstanceOf(LostDeviceException.class);
  }

  @Test
  void isFoundBelowWhateverCameOfIt() {
    EngineException engine = new EngineException("CUDA error: device-side assert triggered");
    LostDeviceException lost = LostDeviceException.of(engine).orElseThrow();

    assertThat(LostDeviceException.in(new IllegalStateException(new RuntimeException(engine))))
        .isPresent();
    assertThat(LostDeviceException.in(new IllegalStateException(lost))).containsSame(lost);
    assertThat(LostDeviceException.in(new IllegalStateException("CUDA error: unknown error")))
        .isEmpty();
  }

  @Test
  void workThatLosesADeviceSaysSo() {
    assertThatThrownBy(
            () ->
                OutOfDeviceMemoryException.recognisedIn(
                    () -> {
                      throw new EngineException("CUDA error: unspecified launch failure");
                    }))
        .isInstanceOf(LostDeviceException.class);
  }
}
