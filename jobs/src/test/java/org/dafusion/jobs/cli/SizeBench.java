package org.dafusion.jobs.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what stages take over very many images: minutes, the most heap that a collection every
 * five seconds found in use, and the most memory of the process. The driver does all work itself,
 * so its heap is whatever {@code -Xmx} says, such as 2 GB.
 *
 * <p>Run by hand, on the class path of the tests, with the options that Spark wants of Java.
 */
public final class SizeBench {
  private static final long EVERY = TimeUnit.SECONDS.toNanos(5);

  private SizeBench() {}

  /**
   * Arguments: how many images; a folder, where the dataset is made once and the workspace lies;
   * and stages with their settings, parted by blanks, such as {@code "train classifier.views=1"}.
   */
  public static void main(String[] arguments) throws IOException {
    int rows = Integer.parseInt(arguments[0]);
    Path folder = Path.of(arguments[1]).toAbsolutePath();
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.driver.host", "127.0.0.1");
    AtomicLong kept = new AtomicLong();
    watchHeap(kept);
    long start = System.nanoTime();
    new ManyImages(rows).write(folder.resolve("images"));
    say("%d images are there, %.1f minutes", rows, minutes(start));
    for (String stage : Arrays.asList(arguments).subList(2, arguments.length)) {
      kept.set(0);
      resetPeak();
      start = System.nanoTime();
      long busy = busy();
      int code = Main.run(words(stage, folder).toArray(String[]::new));
      say(
          "%s: exit %d, %.1f minutes (%.1f of processor), up to %d MB of the heap's %d in use, process up to %d MB",
          stage,
          code,
          minutes(start),
          (busy() - busy) / 60e9,
          kept.get() >> 20,
          Runtime.getRuntime().maxMemory() >> 20,
          peak());
    }
  }

  private static List<String> words(String stage, Path folder) {
    List<String> words = new ArrayList<>(Arrays.asList(stage.split(" ")));
    words.addAll(
        1,
        List.of(
            "spark.master=local[2]",
            "dataset.format=hugging-face",
            "dataset.path=" + folder.resolve("images"),
            "workspace=" + folder.resolve("work"),
            "model.path=random",
            "model.safety-checker=off",
            "split.examples-per-class=16",
            "augment.size=32",
            "augment.steps=2",
            "augment.repeats=1",
            "augment.batch=8",
            "classifier.backbone=random",
            "classifier.image-size=32",
            "classifier.views=1",
            "classifier.epochs=5",
            "classifier.iterations-per-epoch=50"));
    return words;
  }

  /** Collects every few seconds, and notes the most that is in use afterwards. */
  private static void watchHeap(AtomicLong most) {
    Thread watcher =
        new Thread(
            () -> {
              while (true) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                most.accumulateAndGet(runtime.totalMemory() - runtime.freeMemory(), Math::max);
                LockSupport.parkNanos(EVERY);
              }
            },
            "heap watcher");
    watcher.setDaemon(true);
    watcher.start();
  }

  /** Linux forgets the most memory that the process had. */
  private static void resetPeak() throws IOException {
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
  }

  private static long peak() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElseThrow();
  }

  /** Nanoseconds that processors have worked for this process. */
  private static long busy() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double minutes(long start) {
    return (System.nanoTime() - start) / 60e9;
  }

  private static void say(String format, Object... values) {
    System.out.println("bench: " + String.format(Locale.ROOT, format, values));
  }
}
