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
  void aBenchmarkThatIsDisturbedEndsInTheSameTables() throws Exception {
    ChaosRun benchmark = new ChaosRun(ChaosStage.BENCHMARK, folder);

    assertThat(benchmark.disturb(ChaosKind.EXECUTOR, 1).result()).isEqualTo("equal");
    assertThat(benchmark.disturb(ChaosKind.DRIVER, 2).result()).isEqualTo("equal");
  }

  @Test
  void aDiskThatIsFullLosesNothing() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small disk");
    ChaosRun invert = new ChaosRun(ChaosStage.INVERT, folder);

    assertThat(invert.disturb(ChaosKind.DISK, 3).result()).isEqualTo("equal");
  }

  @Test
  void aStoreThatFailsForAWhileLosesNothing() throws Exception {
    ChaosRun augment = new ChaosRun(ChaosStage.AUGMENT, folder);

    assertThat(augment.disturb(ChaosKind.STORE, 4).result()).isEqualTo("equal");
  }
}
