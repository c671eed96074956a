package org.dafusion.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.junit.jupiter.api.Test;

class TestLostDevices {
  private static final Exception LOST =
      new IllegalStateException(
          new EngineException("CUDA error: an illegal memory access was encountered"));

  private int ended;

  @Test
  void aProcessThatIsAnExecutorAloneEnds() {
    LostDevices.ended(LOST, true, () -> ended++);

    assertThat(ended).isEqualTo(1);
  }

  @Test
  void theUsersProcessDoesNot() {
    LostDevices.ended(LOST, false, () -> ended++);

    assertThat(ended).isZero();
  }

  @Test
  void otherErrorsEndNothing() {
    LostDevices.ended(
        new OutOfDeviceMemoryException("CUDA out of memory", null), true, () -> ended++);
    LostDevices.ended(new EngineException("CUDA error: invalid argument"), true, () -> ended++);

    assertThat(ended).isZero();
  }
}
