package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import org.dafusion.engine.TorchRuntime;
import org.junit.jupiter.api.Test;

class TestFeatureTable {
  /** More rows than go to the device at once, all of which wait for the first. */
  @Test
  void rowsMayArriveInAnyOrder() {
    try (NDManager manager = TorchRuntime.newManager(Device.cpu())) {
      FeatureTable table = new FeatureTable(manager, 1000, 2);
      for (int row = 999; row >= 0; row--) {
        table.put(row, new float[] {row, -row});
      }
      table.finish(1000);

      assertThat(table.gather(manager, new long[] {0, 255, 256, 600, 999}).toFloatArray())
          .containsExactly(0, 0, 255, -255, 256, -256, 600, -600, 999, -999);
    }
  }

  @Test
  void aRowThatNeverCameIsTold() {
    try (NDManager manager = TorchRuntime.newManager(Device.cpu())) {
      FeatureTable table = new FeatureTable(manager, 3, 1);
      table.put(0, new float[] {1});
      table.put(2, new float[] {3});

      assertThatThrownBy(() -> table.finish(3))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Features of 1 of 3 rows are missing");
    }
  }
}
