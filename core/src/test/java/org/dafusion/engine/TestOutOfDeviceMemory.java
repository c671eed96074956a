package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestOutOfDeviceMemory {
  @Test
  void moreThanTheMachineHasIsToldApartFromOtherErrors() {
    ScriptModule module = new ScriptModule("Greedy");
    ScriptMethod m = module.method("forward", "x");
    // 2^44 columns of four bytes
    m.returnTensor(m.let("torch.repeat(%s, [%s])", m.argument("x"), 1L << 44));
    try (CompiledModel greedy = new ModelCompiler(Device.cpu(), Precision.FP32).compile(module);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      assertThatThrownBy(() -> greedy.forward(scope.create(new float[] {1})))
          .isInstanceOf(OutOfDeviceMemoryException.class)
          .hasMessageStartingWith("The device is out of memory: DefaultCPUAllocator")
          .hasMessageContaining("70368744177664 bytes")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void operationsOnArraysAreToldWithinTheWorkTheyBelongTo() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      assertThatThrownBy(
              () -> OutOfDeviceMemoryException.recognisedIn(() -> scope.zeros(new Shape(1L << 44))))
          .isInstanceOf(OutOfDeviceMemoryException.class)
          .hasMessageStartingWith("The device is out of memory: DefaultCPUAllocator");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 1 GiB",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED"
      })
  void signsOfAGpuAreKnown(String message) {
    assertThat(OutOfDeviceMemoryException.mapped(new EngineException(message + "\nstack")))
        .isInstanceOf(OutOfDeviceMemoryException.class)
        .hasMessageNotContaining("stack");
  }

  @Test
  void memoryThatRunsOutWhileAFileIsLoadedIsNoFaultOfTheFile() {
    Path file = Path.of("classifier.pt");
    String message = "[enforce fail] DefaultCPUAllocator: can't allocate memory: 12 bytes";

    assertThat(ModelCompiler.notLoaded(file, new EngineException(message)))
        .isInstanceOf(OutOfDeviceMemoryException.class);
    assertThat(ModelCompiler.notLoaded(file, new EngineException((String) null)))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage("Cannot load classifier.pt because it is no TorchScript file: null");
  }

  @Test
  void otherErrorsStayWhatTheyAre() {
    EngineException other = new EngineException("The size of tensor a must match");

    assertThat(OutOfDeviceMemoryException.mapped(other)).isSameAs(other);
  }
}
