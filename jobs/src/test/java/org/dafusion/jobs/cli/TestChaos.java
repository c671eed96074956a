package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few of the runs that {@code deploy/chaos} does many of. */
class TestChaos {
  @TempDir private Path folder;

  @Test
  void picturesThatAreDisturbedEndInTheSameTables() throws Exception {
    ChaosRun augment = new ChaosRun(ChaosStage.AUGMENT, folder);

    assertThat(augment.disturb(ChaosKind.EXECUTOR, 1).result()).isEqualTo("equal");
    assertThat(augment.disturb(ChaosKind.STORE, 2).result()).isEqualTo("equal");
  }

  @Test
  void tokensThatAreDisturbedEndInTheSameTables() throws Exception {
    ChaosRun invert = new ChaosRun(ChaosStage.INVERT, folder);

    assertThat(invert.disturb(ChaosKind.DRIVER, 3).result()).isEqualTo("equal");
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small disk");
    assertThat(invert.disturb(ChaosKind.DISK, 4).result()).isEqualTo("equal");
  }
}
