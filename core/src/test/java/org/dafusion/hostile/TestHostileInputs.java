package org.dafusion.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input has its outcome, and none ends the process, keeps it busy or fills its memory: a
 * process with a heap of 256 MB that ends at the first {@code OutOfMemoryError}, whoever would
 * catch it.
 */
class TestHostileInputs {
  /** Heap, buffers outside of it, the JVM's own and its code. */
  private static final long MOST_MEGABYTES = 900;

  private static final List<HostileInput> INPUTS = HostileInput.all();

  @TempDir private static Path folder;

  private static final Map<String, String[]> RESULTS = new HashMap<>();
  private static String ending;

  @BeforeAll
  static void readAll() throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                HostileReading.class.getName(),
                Files.createDirectory(folder.resolve("inputs")).toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly().waitFor();
    for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
      String[] parts = line.split("\t", 3);
      if (parts.length == 3) {
        RESULTS.put(parts[0], parts);
      }
      ending =
          "%s, exit code %d, after %s"
              .formatted(ended ? "ended" : "stopped", process.exitValue(), line);
    }
  }

  static Stream<Arguments> inputs() {
    return IntStream.range(0, INPUTS.size()).mapToObj(i -> Arguments.of(INPUTS.get(i).name(), i));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void hasItsOutcome(String name, int number) {
    String[] result = RESULTS.get(String.valueOf(number));
    assertThat(result).as("what came of %s; the process %s", name, ending).isNotNull();
    assertThat(result[2]).as(name).matches("(?s)" + INPUTS.get(number).outcome() + "(…)?");
    assertThat(Long.parseLong(result[1]))
        .as("milliseconds of %s", name)
        .isLessThan(TimeUnit.SECONDS.toMillis(HostileReading.MOST_SECONDS));
  }

  @Test
  void thereAreManyAndNoTwoAreTheSame() {
    assertThat(INPUTS).hasSizeGreaterThanOrEqualTo(200);
    assertThat(new HashSet<>(INPUTS.stream().map(HostileInput::name).toList()))
        .hasSameSizeAs(INPUTS);
  }

  @Test
  void theProcessNeverHeldMoreThanItsShareOfMemory() {
    assertThat(RESULTS).containsKey("peak");
    assertThat(Long.parseLong(RESULTS.get("peak")[1])).as("MB").isLessThan(MOST_MEGABYTES);
  }
}
