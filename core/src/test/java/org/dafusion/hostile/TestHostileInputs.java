package org.dafusion.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
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

  private static HostileProcess process;

  @BeforeAll
  static void readAll() throws Exception {
    process = HostileProcess.run(HostileReading.class, folder, List.of("-Xmx256m"));
  }

  static Stream<Arguments> inputs() {
    return IntStream.range(0, INPUTS.size()).mapToObj(i -> Arguments.of(INPUTS.get(i).name(), i));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void hasItsOutcome(String name, int number) {
    process.assertOutcome(name, number, INPUTS.get(number).outcome());
  }

  @Test
  void thereAreManyAndNoTwoAreTheSame() {
    assertThat(INPUTS).hasSizeGreaterThanOrEqualTo(200);
    assertThat(new HashSet<>(INPUTS.stream().map(HostileInput::name).toList()))
        .hasSameSizeAs(INPUTS);
  }

  @Test
  void theProcessNeverHeldMoreThanItsShareOfMemory() {
    process.assertPeakBelow(MOST_MEGABYTES);
  }
}
