package org.dafusion.jobs.executor;

import ai.djl.Device;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.spark.SparkEnv;
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
    if (task == null) {
      return of(choice, Map.of(), TorchRuntime::gpuCount);
    }
    LostDevices.watch(task);
    TaskDevice device = of(choice, task.resourcesJMap(), TorchRuntime::gpuCount);
    if (choice == DeviceChoice.AUTO && device.address.isEmpty() && executorHasGpus()) {
      throw new UnusableDeviceException(
          "Cannot compute on the CPU of an executor that has GPUs: Spark assigned none to the task;"
              + " set spark.task.resource.gpu.amount = 1, or executor.device = cpu");
    }
    return device;
  }

  private static boolean executorHasGpus() {
    SparkEnv env = SparkEnv.get();
    return !env.executorId().equals("driver")
        && env.conf().getInt("spark.executor.resource.gpu.amount", 0) > 0;
  }

  /**
   * As {@link #current} for given resources of a task.
   *
   * @param gpus how many the libtorch of this process can use; asked only if it matters, because
   *     the answer loads the library
   */
  static TaskDevice of(
      DeviceChoice choice, Map<String, ResourceInformation> resources, IntSupplier gpus) {
    ResourceInformation assigned = resources.get(RESOURCE);
    String[] addresses = assigned == null ? new String[0] : assigned.addresses();
    if (addresses.length > 1) {
      throw new UnusableDeviceException(
          "Cannot use the GPUs "
              + String.join(", ", addresses)
              + " in one task because a model runs on one:"
              + " spark.task.resource.gpu.amount must be 1, found "
              + addresses.length);
    }
    TaskDevice device = new TaskDevice(false, addresses.length == 0 ? "" : addresses[0]);
    if (choice == DeviceChoice.CPU || device.address.isEmpty()) {
      return device;
    }
    device.requireUsable(gpus.getAsInt());
    return new TaskDevice(true, device.address);
  }

  private void requireUsable(int gpus) {
    if (gpus == 0 && TorchRuntime.isForGpus()) {
      throw unusable(
          "this process finds none: the driver of its GPU, or libcudart.so on the path of libraries"
              + " (LD_LIBRARY_PATH), by which they are counted, is not there");
    }
    if (gpus == 0) {
      throw unusable(
          "the libtorch of this executor is for CPUs only: set PYTORCH_LIBRARY_PATH,"
              + " PYTORCH_VERSION and PYTORCH_FLAVOR to a libtorch with CUDA, or executor.device ="
              + " cpu");
    }
    if (!address.matches("\\d{1,9}")) {
      throw unusable(
          (address.startsWith("MIG-") ? "it is a part of a GPU by its UUID, and " : "")
              + "libtorch knows devices by number: let the discovery script print numbers, and set"
              + " CUDA_VISIBLE_DEVICES for parts of a GPU");
    }
    if (index() >= gpus) {
      throw unusable(
          ("this process sees %d GPUs, numbered from 0: let the discovery script count those that"
                  + " CUDA_VISIBLE_DEVICES leaves visible on the executor")
              .formatted(gpus));
    }
  }

  private UnusableDeviceException unusable(String reason) {
    return new UnusableDeviceException(
        "Cannot use the GPU " + address + " that Spark assigned because " + reason);
  }

  /** The device of work on the driver: its first GPU if it has one and may use it, else the CPU. */
  public static TaskDevice ofDriver(DeviceChoice choice) {
    return choice == DeviceChoice.AUTO && TorchRuntime.gpuCount() > 0
        ? new TaskDevice(true, "0")
        : new TaskDevice(false, "");
  }

  /**
   * The number of the GPU that Spark assigned, by which the engine knows it; of one that is not
   * used too.
   *
   * @throws NumberFormatException if the address is none, or no number
   */
  public int index() {
    return Integer.parseInt(address);
  }

  /** The device as the engine knows it. */
  public Device torch() {
    return gpu ? Device.gpu(index()) : Device.cpu();
  }

  /** Bytes in use on a GPU, by whichever process; 0 on a CPU. */
  public long memoryInUse() {
    return gpu ? TorchRuntime.usedMemory(torch()) : 0;
  }

  /** {@code cpu}, {@code cpu:ADDRESS} or {@code gpu:ADDRESS}, as the manifest records it. */
  public String name() {
    return (gpu ? "gpu" : "cpu") + (address.isEmpty() ? "" : ":" + address);
  }
}
