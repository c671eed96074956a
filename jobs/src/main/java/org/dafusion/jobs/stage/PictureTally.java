package org.dafusion.jobs.stage;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.LongAccumulator;

/**
 * What tasks tell a {@link PictureCounter} while they work.
 *
 * @param pictures that are done
 * @param memory most bytes in use so far, by executor and device; empty on CPUs
 */
public record PictureTally(LongAccumulator pictures, NumbersByName memory) implements Serializable {
  private static final String DRIVER = "driver";

  /**
   * A picture is done.
   *
   * @param device that made it
   * @param memoryInUse of the device, in bytes; 0 where it is not known
   */
  public void counted(String device, long memoryInUse) {
    pictures.add(1);
    if (memoryInUse > 0) {
      memory.add(place(device), memoryInUse);
    }
  }

  /** Every executor has its own first device, and they have one name. */
  private static String place(String device) {
    SparkEnv env = SparkEnv.get();
    return env == null ? device : place(env.executorId(), device);
  }

  /**
   * What a device is called among those of all executors.
   *
   * @param executor as Spark calls it; the driver's own device has no other beside it
   */
  static String place(String executor, String device) {
    return executor.equals(DRIVER) ? device : "%s of executor %s".formatted(device, executor);
  }
}
