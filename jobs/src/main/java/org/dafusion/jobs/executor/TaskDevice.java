package org.dafusion.jobs.executor;

import ai.djl.Device;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.dafusion.engine.TorchRuntime;

/**
 * Where a task computes. Equal devices share one set of loaded models within an executor.
 *
 * @param gpu whether it computes on the GPU at {@code address}
 * @param address the GPU address that Spark assigned to the task, kept under {@code executor.device
 *     = cpu} too; empty where Spark assigned none
 */
public record TaskDevice(boolean gpu, String address) {
  private static final String RESOURCE = "gpu";

  /**
   * The device of the calling task; outside a task, as on the driver, the CPU.
   *
   * @throws UnusableDeviceException if the device assigned is none that this process can use
   */
  public static TaskDevice current(DeviceChoice choice) {
    TaskContext task = TaskContext.get();
    return of(choice, task == null ? Map.of() : task.resourcesJMap(), TaskDevice::hasCuda);
  }

  private static boolean hasCuda() {
    return TorchRuntime.gpuCount() > 0;
  }

  /**
   * As {@link #current} for given resources of a task.
   *
   * @param cudaAvailable whether the libtorch of this process can use a GPU; asked only if it
   *     matters, because the answer loads the library
   */
  static TaskDevice of(
      DeviceChoice choice,
      Map<String, ResourceInformation> resources,
      BooleanSupplier cudaAvailable) {
    ResourceInformation assigned = resources.get(RESOURCE);
    String[] addresses = assigned == null ? new String[0] : assigned.addresses();
    if (addresses.length > 1) {
      throw new UnusableDeviceException(
          "Cannot use the GPUs "
              + String.join(", ", addresses)
              + " in one task because a model runs on one:"
              + " spark.task.resource.gpu.amount must be 1 or a fraction, found "
              + addresses.length);
    }
    String address = addresses.length == 0 ? "" : addresses[0];
    if (choice == DeviceChoice.CPU || address.isEmpty()) {
      return new TaskDevice(false, address);
    }
    if (!cudaAvailable.getAsBoolean()) {
      throw new UnusableDeviceException(
          "Cannot use the GPU "
              + address
              + " that Spark assigned because the libtorch of this executor is for CPUs only: set"
              + " PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR to a libtorch with CUDA,"
              + " or executor.device = cpu");
    }
    if (!address.matches("\\d+")) {
      throw new UnusableDeviceException(
          "Cannot use the GPU "
              + address
              + " that Spark assigned because libtorch knows devices by number: let the discovery"
              + " script print numbers, and set CUDA_VISIBLE_DEVICES for parts of a GPU");
    }
    return new TaskDevice(true, address);
  }

  /** The device of work on the driver: its first GPU if it has one and may use it, else the CPU. */
  public static TaskDevice ofDriver(DeviceChoice choice) {
    return choice == DeviceChoice.AUTO && hasCuda()
        ? new TaskDevice(true, "0")
        : new TaskDevice(false, "");
  }

  /** The device as the engine knows it. */
  public Device torch() {
    return gpu ? Device.gpu(Integer.parseInt(address)) : Device.cpu();
  }

  /** {@code cpu}, {@code cpu:ADDRESS} or {@code gpu:ADDRESS}, as the manifest records it. */
  public String name() {
    return (gpu ? "gpu" : "cpu") + (address.isEmpty() ? "" : ":" + address);
  }
}
