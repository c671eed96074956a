package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestDeviceRows {
  @TempDir private Path temporary;

  /**
   * A sample at 512 × 512 pixels under Stable Diffusion's 320 channels is taken to need 64 · 64 ·
   * 320 · 800 numbers, 2.097 GB in 16 bits; nine tenths of what is free are used.
   */
  @ParameterizedTest
  @CsvSource({
    "70.0, 64, BF16, AUTO, 30",
    "70.0, 64, FP16, OFF, 30",
    "70.0, 64, FP32, OFF, 15",
    "70.0, 64, BF16, ON, 60",
    "70.0, 96, BF16, OFF, 13",
    "13.0, 64, FP16, OFF, 5",
    "13.0, 64, FP16, ON, 11",
    "2.0, 64, FP32, OFF, 1",
    "0.0, 64, FP32, OFF, 1",
    "130.0, 32, BF16, OFF, 64"
  })
  void aGpuTakesWhatItsFreeMemoryHasRoomFor(
      double freeGigabytes,
      int side,
      Precision precision,
      GradientCheckpointing checkpointing,
      int expected) {
    long free = (long) (freeGigabytes * 1e9);

    assertThat(
            DeviceRows.inMemory(free, new LatentSize(4, side, side), 320, precision, checkpointing))
        .isEqualTo(expected);
  }

  @Test
  void aCpuTakesAsManyAsRunAtATimeUnlessANumberIsSet() throws IOException {
    InversionSettings number = Drawn.settings(5);
    InversionSettings auto =
        new InversionSettings("test", "pooled", List.of(), Drawn.SIDE, "auto", "auto", 4, 0);
    try (StableDiffusion model = Drawn.model(temporary)) {
      assertThat(DeviceRows.of(model, number)).isEqualTo(5);
      assertThat(DeviceRows.of(model, auto)).isEqualTo(TorchRuntime.threads());
      assertThat(DeviceRows.of(model, auto.withRows(3))).isEqualTo(3);
    }
  }
}
