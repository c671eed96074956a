package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Native memory stays flat over a thousand pictures, as the operating system counts it. */
@EnabledOnOs(OS.LINUX)
class TestNativeMemory {
  private static final int WARM_UP = 2;

  /** A thirtieth of what forgetting one picture's latents and pixels each time would cost. */
  private static final long TOLERATED_KIB = 16 * 1024;

  @Test
  void aThousandPicturesLeaveNativeMemoryFlat() throws Exception {
    List<Long> anonymous = probe(1000, 0);
    assertThat(anonymous).hasSize(10);
    assertThat(growth(anonymous))
        .as("KiB at every hundredth: " + anonymous)
        .isLessThan(TOLERATED_KIB);
  }

  @Test
  void theProbeSeesALeakOf64KibAPicture() throws Exception {
    List<Long> anonymous = probe(600, 64 * 1024);
    assertThat(growth(anonymous))
        .as("KiB at every hundredth: " + anonymous)
        .isGreaterThan(TOLERATED_KIB);
  }

  private static long growth(List<Long> anonymous) {
    return anonymous.get(anonymous.size() - 1) - anonymous.get(WARM_UP - 1);
  }

  private static List<Long> probe(int pictures, int leak) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryProbe.class.getName(),
                Integer.toString(pictures),
                Integer.toString(leak))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output
        .lines()
        .filter(line -> line.startsWith("anonymous "))
        .map(line -> Long.parseLong(line.substring("anonymous ".length())))
        .toList();
  }
}
