package org.dafusion.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.dafusion.jobs.table.RunManifest;
import org.junit.jupiter.api.Test;

class TestRunClock {
  /** Of two runs the later one is the latest, also where both end within a second. */
  @Test
  void timesHaveThousandthsAndTheOrderOfTheirTexts() throws InterruptedException {
    Instant before = Instant.now();
    String first = finished();
    Thread.sleep(2);
    String second = finished();

    assertThat(first).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(second).isGreaterThan(first);
    assertThat(Instant.parse(first)).isBetween(before.minusMillis(1), Instant.now());
  }

  private static String finished() {
    RunManifest manifest =
        RunClock.manifest(
            "r1", "prepare", Map.of(), Map.of(), Map.of(), Map.of(), List.of(), 1, new TreeSet<>());
    return manifest.finished();
  }
}
