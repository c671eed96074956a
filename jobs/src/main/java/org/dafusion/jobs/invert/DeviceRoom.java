package org.dafusion.jobs.invert;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.inversion.DeviceRows;
import org.dafusion.inversion.InversionSettings;
import org.dafusion.jobs.executor.DeviceChoice;
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.stage.StageResources;
import org.dafusion.jobs.stage.TaskSlots;

/**
 * How much training the devices of a cluster take at the same time.
 *
 * @param slots tasks that run at the same time, each on a device
 * @param rows samples that a device takes at once
 * @param batch samples of a token's step
 */
record DeviceRoom(int slots, int rows, int batch) {
  /**
   * What the settings say of rows. Where they leave it to the device, a CPU has one token, or as
   * many as keep its threads busy: each sample is a call of its own there. GPUs are asked by tasks
   * that load the model, and the smallest answer holds for all.
   */
  static DeviceRoom of(
      SparkSession spark,
      PictureSettings pictures,
      String modelDigest,
      Broadcast<SerializableConfiguration> hadoop) {
    int slots = TaskSlots.of(spark);
    int batch = pictures.invert().recipe().batch();
    ExecutorSettings executor = pictures.executor();
    InversionSettings inversion = pictures.invert().inversion();
    boolean gpus = TaskSlots.haveGpus(spark) && executor.choice() == DeviceChoice.AUTO;
    Asking asking = new Asking(pictures.model(), modelDigest, executor, inversion, hadoop);
    int rows =
        inversion.rowsOr(
            () -> gpus ? smallest(spark, slots, asking) : Math.max(batch, executor.threads()));
    return new DeviceRoom(slots, rows, batch);
  }

  private static int smallest(SparkSession spark, int slots, Asking asking) {
    List<Integer> answers =
        StageResources.onDevices(spark.range(0, slots, 1, slots).javaRDD())
            .mapPartitions(asking::call)
            .collect();
    return Collections.min(answers);
  }

  /** Tokens that a device trains at the same time; one whose samples are more goes alone. */
  int together() {
    return Math.max(1, rows / batch);
  }

  /** Tokens that all devices train at the same time. */
  long tokens() {
    return (long) slots * together();
  }

  /** Asks the device of a task. */
  private record Asking(
      ModelSettings model,
      String modelDigest,
      ExecutorSettings executor,
      InversionSettings inversion,
      Broadcast<SerializableConfiguration> hadoop)
      implements MapPartitionsFunction<Long, Integer> {

    @Override
    public Iterator<Integer> call(Iterator<Long> slot) {
      try (ExecutorModels.Lease lease =
          ExecutorModels.borrow(
              model,
              modelDigest,
              executor,
              TaskDevice.current(executor.choice()),
              hadoop.value().value())) {
        return List.of(DeviceRows.of(lease.model(), inversion)).iterator();
      }
    }
  }
}
