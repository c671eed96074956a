package org.dafusion.jobs.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dafusion.hostile.HostileProcess;
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

  private static HostileProcess process;

  /** Packages are opened to Spark as they are here. */
  @BeforeAll
  static void readAll() throws Exception {
    List<String> options = new ArrayList<>(List.of("-Xmx480m", "-XX:MaxDirectMemorySize=128m"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(options::add);
    process = HostileProcess.run(HostileShardsReading.class, folder, options);
  }

  static Stream<Arguments> shards() {
    return IntStream.range(0, SHARDS.size()).mapToObj(i -> Arguments.of(SHARDS.get(i).name(), i));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shards")
  void isReadOrRefused(String name, int number) {
    process.assertOutcome(name, number, SHARDS.get(number).outcome());
  }

  @Test
  void noTwoAreTheSame() {
    assertThat(new HashSet<>(SHARDS.stream().map(HostileShards::name).toList()))
        .hasSameSizeAs(SHARDS);
  }

  @Test
  void theProcessNeverHeldMoreThanItsShareOfMemory() {
    process.assertPeakBelow(MOST_MEGABYTES);
  }
}
