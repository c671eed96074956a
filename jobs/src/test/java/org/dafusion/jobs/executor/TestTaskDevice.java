package org.dafusion.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class TestTaskDevice {
  private static final IntSupplier CUDA = () -> 4;
  private static final IntSupplier NO_CUDA = () -> 0;
  private static final IntSupplier NEVER_ASKED =
      () -> {
        throw new AssertionError("libtorch was loaded to answer");
      };

  @Test
  void autoTakesTheAssignedGpu() {
    TaskDevice device = TaskDevice.of(DeviceChoice.AUTO, gpus("3"), CUDA);

    assertThat(device).isEqualTo(new TaskDevice(true, "3"));
    assertThat(device.torch()).isEqualTo(Device.gpu(3));
    assertThat(device.name()).isEqualTo("gpu:3");
  }

  @Test
  void autoWithoutAnAssignedGpuIsTheCpu() {
    TaskDevice device = TaskDevice.of(DeviceChoice.AUTO, Map.of(), NEVER_ASKED);

    assertThat(device).isEqualTo(new TaskDevice(false, ""));
    assertThat(device.name()).isEqualTo("cpu");
  }

  @Test
  void cpuKeepsTheAssignedAddress() {
    TaskDevice device = TaskDevice.of(DeviceChoice.CPU, gpus("1"), NEVER_ASKED);

    assertThat(device).isEqualTo(new TaskDevice(false, "1"));
    assertThat(device.name()).isEqualTo("cpu:1");
    assertThat(device.torch()).isEqualTo(Device.cpu());
  }

  @Test
  void anAssignedGpuWithALibtorchForCpusIsAnError() {
    assertThatThrownBy(() -> TaskDevice.of(DeviceChoice.AUTO, gpus("0"), NO_CUDA))
        .isInstanceOf(UnusableDeviceException.class)
        .hasMessageStartingWith(
            "Cannot use the GPU 0 that Spark assigned because the libtorch of this executor is for"
                + " CPUs only")
        .hasMessageEndingWith("or executor.device = cpu");
  }

  @Test
  void refusesSeveralGpusForOneTask() {
    assertThatThrownBy(() -> TaskDevice.of(DeviceChoice.AUTO, gpus("0", "1"), CUDA))
        .isInstanceOf(UnusableDeviceException.class)
        .hasMessageContaining("spark.task.resource.gpu.amount must be 1, found 2");
  }

  @Test
  void refusesAnAddressThatIsNoNumber() {
    assertThatThrownBy(() -> TaskDevice.of(DeviceChoice.AUTO, gpus("MIG-7b2"), CUDA))
        .isInstanceOf(UnusableDeviceException.class)
        .hasMessageStartingWith("Cannot use the GPU MIG-7b2 that Spark assigned because");
  }

  @Test
  void refusesAPartOfAGpuByItsUuid() {
    assertThatThrownBy(
            () ->
                TaskDevice.of(
                    DeviceChoice.AUTO, gpus("MIG-3f1b5c9e-8a2d-5f60-9a70-1c2d3e4f5061"), CUDA))
        .isInstanceOf(UnusableDeviceException.class)
        .hasMessage(
            "Cannot use the GPU MIG-3f1b5c9e-8a2d-5f60-9a70-1c2d3e4f5061 that Spark assigned"
                + " because it is a part of a GPU by its UUID, and libtorch knows devices by"
                + " number: let the discovery script print numbers, and set CUDA_VISIBLE_DEVICES"
                + " for parts of a GPU");
  }

  @Test
  void refusesAGpuThatTheProcessDoesNotSee() {
    assertThat(TaskDevice.of(DeviceChoice.AUTO, gpus("3"), CUDA).index()).isEqualTo(3);
    assertThatThrownBy(() -> TaskDevice.of(DeviceChoice.AUTO, gpus("4"), CUDA))
        .isInstanceOf(UnusableDeviceException.class)
        .hasMessageStartingWith(
            "Cannot use the GPU 4 that Spark assigned because this process sees 4 GPUs");
  }

  @Test
  void refusesAnUnknownChoice() {
    assertThat(DeviceChoice.parse("cpu")).isEqualTo(DeviceChoice.CPU);
    assertThatThrownBy(() -> DeviceChoice.parse("gpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid executor.device: must be auto or cpu, found gpu");
  }

  private static Map<String, ResourceInformation> gpus(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }
}
