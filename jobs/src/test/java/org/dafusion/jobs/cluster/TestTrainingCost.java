package org.dafusion.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import java.util.Map;
import org.dafusion.diffusion.Network;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.Test;

class TestTrainingCost extends SparkTest {
  @Test
  void isWhatTasksHaveMeasured() {
    TrainingMeters meters = new TrainingMeters(spark);
    meters.worked(Network.UNET, 9_000_000_000L);
    meters.worked(Network.VAE, 750_000_000L);
    meters.worked(Network.TEXT_ENCODER, 250_000_000L);
    meters.stepped("gpu:0", 4);
    meters.stepped("gpu:0", 4);
    meters.stepped("gpu:1", 12);

    TrainingCost cost = meters.cost();

    assertThat(cost.samples()).isEqualTo(Map.of("gpu:0", 8L, "gpu:1", 12L));
    // 10 of 20, and 9 of 10
    assertThat(cost.deviceSecondsPerSampleStep()).isCloseTo(0.5, within(1e-9));
    assertThat(cost.share(Activity.UNET)).isCloseTo(0.9, within(1e-9));
    assertThat(cost.line("invert"))
        .isEqualTo(
            "invert: 0.5000 device seconds per sample step, 20 of these, 90.0 % of the time in the"
                + " UNet (2.5 % text encoder, 7.5 % VAE)");
  }

  @Test
  void isReadBackFromJsonAddsUpAndIsShared() {
    TrainingCost cost = new TrainingCost(Map.of("cpu", 30L), Map.of("UNet", 1.5, "VAE", 0.5));
    Gson gson = new Gson();

    Map<?, ?> json = gson.fromJson(gson.toJson(Map.of(WorkCost.KEY, cost.toMap())), Map.class);
    @SuppressWarnings("unchecked")
    TrainingCost read = TrainingCost.from((Map<String, Object>) json);

    assertThat(read).isEqualTo(cost);
    assertThat(read.plus(cost))
        .isEqualTo(new TrainingCost(Map.of("cpu", 60L), Map.of("UNet", 3.0, "VAE", 1.0)));
    assertThat(read.share(0.5))
        .isEqualTo(new TrainingCost(Map.of("cpu", 15L), Map.of("UNet", 0.75, "VAE", 0.25)));
    assertThat(TrainingCost.from(Map.of())).isEqualTo(TrainingCost.NONE);
  }

  @Test
  void nothingCostsNothing() {
    assertThat(TrainingCost.NONE.deviceSecondsPerSampleStep()).isZero();
    assertThat(TrainingCost.NONE.share(Activity.UNET)).isZero();
  }
}
