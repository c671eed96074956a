package org.dafusion.jobs.stage;

import java.io.Serializable;
import org.apache.spark.util.LongAccumulator;

/**
 * What tasks tell a {@link PictureCounter} while they work.
 *
 * @param pictures that are done
 * @param memory most bytes in use, by device; empty on CPUs
 */
public record PictureTally(LongAccumulator pictures, NumbersByName memory) implements Serializable {
  /**
   * A picture is done.
   *
   * @param device that made it
   * @param memoryInUse of the device, in bytes; 0 where it is not known
   */
  public void counted(String device, long memoryInUse) {
    pictures.add(1);
    if (memoryInUse > 0) {
      memory.add(device, memoryInUse);
    }
  }
}
