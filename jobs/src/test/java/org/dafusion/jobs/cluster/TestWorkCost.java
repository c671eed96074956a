package org.dafusion.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import java.util.Map;
import org.dafusion.diffusion.Network;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.Test;

class TestWorkCost extends SparkTest {
  @Test
  void isWhatTasksHaveMeasured() {
    WorkMeters meters = new WorkMeters(spark);
    meters.worked(Network.UNET, 9_000_000_000L);
    meters.worked(Network.VAE, 750_000_000L);
    meters.worked(Network.TEXT_ENCODER, 250_000_000L);
    meters.took(Activity.ENCODE, 2.5);
    for (int call = 0; call < 31; call++) {
      meters.stepped("a#0", call, 500, null, null);
    }
    meters.finished("gpu:0", null, 2);
    meters.finished("gpu:0", null, 0);
    meters.finished("gpu:1", null, 0);
    meters.finished("gpu:1", null, 0);
    meters.finished("gpu:1", "no mask", 0);

    WorkCost cost = meters.cost();

    assertThat(cost.images()).isEqualTo(Map.of("gpu:0", 2L, "gpu:1", 2L));
    assertThat(cost.refused()).isEqualTo(Map.of("no mask", 1L));
    assertThat(cost.resamples()).isEqualTo(2);
    assertThat(cost.unetCalls()).isEqualTo(31);
    // (9 + 0.75 + 0.25) / 4, and 9 of 10
    assertThat(cost.deviceSecondsPerImage()).isCloseTo(2.5, within(1e-9));
    assertThat(cost.unetShare()).isCloseTo(0.9, within(1e-9));
    assertThat(cost.line("augment"))
        .isEqualTo(
            "augment: 2.500 device seconds per image, 90.0 % of them in the UNet (7.5 % VAE, 2.5 %"
                + " text encoder, 0.0 s decode, 2.5 s encode, 0.0 s IO)");
  }

  @Test
  void isReadBackFromJsonAndAddsUp() {
    WorkCost cost =
        new WorkCost(Map.of("cpu", 3L), Map.of("bad", 1L), 4, 5, Map.of("UNet", 1.5, "IO", 0.5));
    Gson gson = new Gson();

    Map<?, ?> json = gson.fromJson(gson.toJson(Map.of(WorkCost.KEY, cost.toMap())), Map.class);
    @SuppressWarnings("unchecked")
    WorkCost read = WorkCost.from((Map<String, Object>) json);

    assertThat(read).isEqualTo(cost);
    assertThat(read.plus(cost))
        .isEqualTo(
            new WorkCost(
                Map.of("cpu", 6L), Map.of("bad", 2L), 8, 10, Map.of("UNet", 3.0, "IO", 1.0)));
    assertThat(WorkCost.from(Map.of())).isEqualTo(WorkCost.NONE);
  }

  @Test
  void nothingCostsNothing() {
    assertThat(WorkCost.NONE.deviceSecondsPerImage()).isZero();
    assertThat(WorkCost.NONE.unetShare()).isZero();
  }
}
