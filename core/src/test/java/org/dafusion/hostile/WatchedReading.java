package org.dafusion.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a process that opens hostile inputs writes, a line for each as soon as it is done, so that
 * what ends the process is known: {@link #LINE}, its number, a tab, its milliseconds, a tab, and
 * what came of it. {@link HostileProcess} reads it.
 */
public final class WatchedReading {
  /** Far above what any of them takes, and below a scheduler's patience. */
  static final long MOST_SECONDS = 10;

  /** What begins a line; all others are somebody else's. */
  static final String LINE = "hostile\t";

  static final String PEAK = "peak";

  private static final int MOST_SHOWN = 2000;

  private WatchedReading() {}

  /**
   * Opens an input in a thread of its own with a stack as Spark's tasks have it, which is left if
   * it hangs.
   *
   * @param reading answers what came of it
   */
  public static void read(int number, Supplier<String> reading) throws InterruptedException {
    long start = System.nanoTime();
    String[] result = {"hangs"};
    Thread thread = new Thread(() -> result[0] = reading.get());
    thread.setDaemon(true);
    thread.start();
    thread.join(TimeUnit.SECONDS.toMillis(MOST_SECONDS));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    tell(String.valueOf(number), millis, shown(result[0]));
  }

  /** In one line, and not more of it than tells. */
  private static String shown(String result) {
    String line = result.replaceAll("\\s+", " ");
    return line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + "…" : line;
  }

  /** Tells the most memory that this process has had, native and mapped included. */
  public static void tellPeak() throws IOException {
    long kilobytes =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow();
    tell(PEAK, kilobytes / 1024, "MB");
  }

  private static void tell(String name, long number, String text) {
    System.out.println(LINE + name + "\t" + number + "\t" + text);
  }
}
