package org.dafusion.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process with little memory that opened hostile inputs, and ended at the first {@code
 * OutOfMemoryError}, whoever would have caught it.
 */
public final class HostileProcess {
  private static final int MOST_MINUTES = 10;

  private final Map<String, String[]> lines = new HashMap<>();
  private String ending = "";

  private HostileProcess() {}

  /**
   * Runs it to its end.
   *
   * @param main opens the inputs in a new folder, its argument, by {@link WatchedReading}
   * @param options of the JVM, such as its heap
   */
  public static HostileProcess run(Class<?> main, Path folder, List<String> options)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            Files.createDirectory(folder.resolve("inputs")).toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
    int code = process.destroyForcibly().waitFor();
    HostileProcess done = new HostileProcess();
    String last = "nothing";
    for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
      last = line;
      if (line.startsWith(WatchedReading.LINE)) {
        String[] parts = line.substring(WatchedReading.LINE.length()).split("\t", 3);
        done.lines.put(parts[0], parts);
      }
    }
    done.ending = "%s, exit code %d, after %s".formatted(ended ? "ended" : "stopped", code, last);
    return done;
  }

  /**
   * Asserts that an input came to something in time.
   *
   * @param outcome a pattern of what is to have come of it
   */
  public void assertOutcome(String name, int number, String outcome) {
    String[] line = lines.get(String.valueOf(number));
    assertThat(line).as("what came of %s; the process %s", name, ending).isNotNull();
    assertThat(line[2]).as(name).matches("(?s)" + outcome + "(…)?");
    assertThat(Long.parseLong(line[1]))
        .as("milliseconds of %s", name)
        .isLessThan(TimeUnit.SECONDS.toMillis(WatchedReading.MOST_SECONDS));
  }

  /** Asserts that the process came to its end without having held more memory. */
  public void assertPeakBelow(long megabytes) {
    assertThat(lines)
        .as("what the process told, which %s", ending)
        .containsKey(WatchedReading.PEAK);
    assertThat(Long.parseLong(lines.get(WatchedReading.PEAK)[1]))
        .as("MB")
        .isPositive()
        .isLessThan(megabytes);
  }
}
