package org.dafusion.jobs.doctor;

import java.io.Serializable;
import java.lang.management.ManagementFactory;
import org.dafusion.engine.MissingNativeLibraryException;
import org.dafusion.engine.NativeLibrary;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.jobs.executor.DeviceChoice;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.executor.UnusableDeviceException;

/**
 * What a process of the job has to offer.
 *
 * @param process which one, such as {@code the driver}
 * @param javaVersion the feature version, such as 17
 * @param java its full name
 * @param library libtorch, empty where it cannot be loaded
 * @param libraryProblem why it cannot be loaded, empty where it can
 * @param gpus that this libtorch can use
 * @param device that a task gets, empty where it gets none that it can use
 * @param deviceProblem why it gets none, empty where it gets one
 * @param heapBytes the most that its heap may have
 * @param machineBytes memory of the machine, or of the container
 */
record ProcessFacts(
    String process,
    int javaVersion,
    String java,
    String library,
    String libraryProblem,
    int gpus,
    String device,
    String deviceProblem,
    long heapBytes,
    long machineBytes)
    implements Serializable {
  /** Those of this process; within a task those of the executor and of the task's device. */
  static ProcessFacts here(String process, DeviceChoice choice) {
    String library = "";
    String libraryProblem = "";
    String device = "";
    String deviceProblem = "";
    int gpus = 0;
    try {
      NativeLibrary found = NativeLibrary.find();
      gpus = TorchRuntime.gpuCount();
      library =
          "libtorch %s for %s from %s".formatted(found.version(), found.flavor(), found.place());
      device = TaskDevice.current(choice).name();
    } catch (MissingNativeLibraryException e) {
      libraryProblem = e.getMessage();
    } catch (UnusableDeviceException e) {
      deviceProblem = e.getMessage();
    }
    return new ProcessFacts(
        process,
        Runtime.version().feature(),
        System.getProperty("java.version") + " of " + System.getProperty("java.vendor"),
        library,
        libraryProblem,
        gpus,
        device,
        deviceProblem,
        Runtime.getRuntime().maxMemory(),
        machineMemory());
  }

  private static long machineMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
