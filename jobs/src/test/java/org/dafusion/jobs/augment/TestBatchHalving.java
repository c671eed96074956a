package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkException;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.diffusion.SafetyCheck;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.UnusableDeviceException;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.junit.jupiter.api.Test;

class TestBatchHalving {
  private static final Exception MEMORY =
      new SparkException(
          "Job aborted", new OutOfDeviceMemoryException("CUDA out of memory: 2 GiB", null));

  @Test
  void aRunWithoutMemoryIsContinuedByOneOfHalfTheBatch() {
    SyntheticRun run = run(5);

    SyntheticRun smaller = BatchHalving.of(run, MEMORY);

    assertThat(smaller.augment().batch()).isEqualTo(2);
    assertThat(smaller.id()).isNotEqualTo(run.id()).isEqualTo(run(2).id());
    assertThat(BatchHalving.line(run, smaller, 7))
        .isEqualTo(
            "augment real-guidance: out of memory with augment.batch = 5; the 7 pictures left are made with 2, as run "
                + smaller.id());
  }

  @Test
  void onePictureThatDoesNotFitEndsTheJob() {
    assertThatThrownBy(() -> BatchHalving.of(run(1), MEMORY))
        .isInstanceOf(OutOfDeviceMemoryException.class)
        .hasMessage(
            "Cannot make pictures of 512 x 512 pixels because even one at a time is too much for the device; use a smaller augment.size, or model.precision = bf16. CUDA out of memory: 2 GiB");
  }

  @Test
  void anotherFailureIsTheCallers() {
    RuntimeException other = new IllegalStateException("disk full");
    assertThatThrownBy(() -> BatchHalving.of(run(4), other)).isSameAs(other);
  }

  @Test
  void aModelThatHasNoRoomByItselfIsNotTriedWithSmallerBatches() {
    Exception noRoom =
        new SparkException("Job aborted", new UnusableDeviceException("no room", MEMORY));

    assertThatThrownBy(() -> BatchHalving.of(run(4), noRoom)).hasCause(noRoom);
  }

  private static SyntheticRun run(int batch) {
    Config config =
        ExperimentConfig.load(
                ExperimentConfig.reference(),
                null,
                List.of("model.path=random", "augment.batch=" + batch),
                Map.of(
                    "augment.method", "augment.method-defaults",
                    "invert.recipes", "invert.recipe-defaults"))
            .config();
    return new SyntheticRun(
        "examples",
        "digest",
        ModelSettings.from(config.getConfig("model")),
        ExecutorSettings.from(config.getConfig("executor")),
        AugmentSettings.from(config.getConfig("augment")),
        MethodSettings.from("real-guidance", config.getConfig("augment")),
        SafetyCheck.OFF,
        "",
        "");
  }
}
