package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkException;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.jobs.executor.UnusableDeviceException;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.junit.jupiter.api.Test;

class TestBatchHalving {
  private static final Exception MEMORY =
      new SparkException(
          "Job aborted", new OutOfDeviceMemoryException("CUDA out of memory: 2 GiB", null));

  @Test
  void aRunWithoutMemoryIsContinuedByOneOfHalfTheBatch() {
    SyntheticRun run = GuidedRun.of(5);

    SyntheticRun smaller = BatchHalving.of(run, MEMORY);

    assertThat(smaller.augment().batch()).isEqualTo(2);
    assertThat(smaller.id()).isNotEqualTo(run.id()).isEqualTo(GuidedRun.of(2).id());
    assertThat(BatchHalving.line(run, smaller, 7))
        .isEqualTo(
            "augment real-guidance: out of memory with augment.batch = 5; the 7 pictures left are made with 2, as run "
                + smaller.id());
  }

  @Test
  void onePictureThatDoesNotFitEndsTheJob() {
    assertThatThrownBy(() -> BatchHalving.of(GuidedRun.of(1), MEMORY))
        .isInstanceOf(OutOfDeviceMemoryException.class)
        .hasMessage(
            "Cannot make pictures of 512 x 512 pixels because even one at a time is too much for the device; use a smaller augment.size, or model.precision = bf16. CUDA out of memory: 2 GiB");
  }

  @Test
  void anotherFailureIsTheCallers() {
    RuntimeException other = new IllegalStateException("disk full");
    assertThatThrownBy(() -> BatchHalving.of(GuidedRun.of(4), other)).isSameAs(other);
  }

  @Test
  void aModelThatHasNoRoomByItselfIsNotTriedWithSmallerBatches() {
    Exception noRoom =
        new SparkException("Job aborted", new UnusableDeviceException("no room", MEMORY));

    assertThatThrownBy(() -> BatchHalving.of(GuidedRun.of(4), noRoom)).hasCause(noRoom);
  }
}
