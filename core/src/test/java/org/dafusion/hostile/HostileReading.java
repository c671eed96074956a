package org.dafusion.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.dafusion.image.ImageEncoder;

/**
 * Opens all inputs, one after the other, in a process of its own with little memory. Writes a line
 * for each, as soon as it is done, so that what ends the process is known: its number, a tab, its
 * milliseconds, a tab, and what came of it.
 */
final class HostileReading {
  /** Far above what any of them takes, and below a scheduler's patience. */
  static final long MOST_SECONDS = 10;

  static final String HANGS = "hangs";

  private HostileReading() {}

  /**
   * @param arguments a folder that serves the inputs
   */
  public static void main(String[] arguments) throws Exception {
    // what everybody needs once is nobody's time
    HostilePictures.DECODER.decode(ImageEncoder.png(HostilePictures.noise(8, 8)));
    int number = 0;
    for (Supplier<List<HostileInput>> table : HostileInput.tables()) {
      for (HostileInput input : table.get()) {
        read(input, number, Files.createDirectory(Path.of(arguments[0], String.valueOf(number))));
        number++;
      }
    }
    System.out.println("peak\t" + peakMegabytes() + "\tMB");
    System.exit(0);
  }

  private static void read(HostileInput input, int number, Path folder)
      throws InterruptedException {
    long start = System.nanoTime();
    String result = watched(input, folder);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    String shown = result.length() > 2000 ? result.substring(0, 2000) + "…" : result;
    System.out.println(number + "\t" + millis + "\t" + shown);
  }

  /** In a thread of its own with a stack as Spark's tasks have it, which is left if it hangs. */
  private static String watched(HostileInput input, Path folder) throws InterruptedException {
    String[] result = {HANGS};
    Thread thread = new Thread(() -> result[0] = input.result(folder));
    thread.setDaemon(true);
    thread.start();
    thread.join(TimeUnit.SECONDS.toMillis(MOST_SECONDS));
    return result[0];
  }

  /** The most memory that the process has had, native and mapped included; 0 where unknown. */
  private static long peakMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
