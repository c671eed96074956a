package org.dafusion.jobs.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * Parquet files that are damaged, or none, or ask for gigabytes: read, or refused by name, within
 * ten seconds, by a process with a heap of 480 MB, the least that Spark starts with, that ends at
 * the first {@code OutOfMemoryError}, whoever would catch it.
 */
class TestHostileParquet {
  /** Heap, buffers outside of it, the JVM's own and the code of Spark. */
  private static final long MOST_MEGABYTES = 1200;

  private static final List<HostileShards> SHARDS = HostileShards.all();

  @TempDir private static Path folder;

  private static final Map<String, String[]> RESULTS = new HashMap<>();
  private static String ending = "";

  @BeforeAll
  static void readAll() throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.destroyForcibly().waitFor();
    String last = "nothing";
    for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
      last = line;
      if (line.startsWith(HostileShardsReading.LINE)) {
        String[] parts = line.split("\t", 4);
        RESULTS.put(parts[1], parts);
      }
    }
    ending =
        "%s, exit code %d, after %s"
            .formatted(ended ? "ended" : "stopped", process.exitValue(), last);
  }

  /** Packages are opened to Spark as they are here. */
  private static List<String> command() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx480m",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-cp",
            System.getProperty("java.class.path"),
            HostileShardsReading.class.getName(),
            Files.createDirectory(folder.resolve("shards")).toString()));
    return command;
  }

  static Stream<Arguments> shards() {
    return IntStream.range(0, SHARDS.size()).mapToObj(i -> Arguments.of(SHARDS.get(i).name(), i));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shards")
  void isReadOrRefused(String name, int number) {
    String[] result = RESULTS.get(String.valueOf(number));
    assertThat(result).as("what came of %s; the process %s", name, ending).isNotNull();
    assertThat(result[3]).as(name).matches("(?s)" + SHARDS.get(number).outcome());
    assertThat(Long.parseLong(result[2]))
        .as("milliseconds of %s", name)
        .isLessThan(TimeUnit.SECONDS.toMillis(HostileShardsReading.MOST_SECONDS));
  }

  @Test
  void noTwoAreTheSame() {
    assertThat(new HashSet<>(SHARDS.stream().map(HostileShards::name).toList()))
        .hasSameSizeAs(SHARDS);
  }

  @Test
  void theProcessNeverHeldMoreThanItsShareOfMemory() {
    assertThat(RESULTS).containsKey("peak");
    assertThat(Long.parseLong(RESULTS.get("peak")[2])).as("MB").isLessThan(MOST_MEGABYTES);
  }
}
