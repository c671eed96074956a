package org.dafusion.jobs.stage;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** Tells people how many pictures are done, how fast, and how long the rest will take. */
public final class PictureCounter implements AutoCloseable {
  private static final double GIBI = 1 << 30;

  private final Progress progress;
  private final String label;
  private final long wanted;
  private final Pace pace;
  private final LongAccumulator pictures;
  private final NumbersByName memory = new NumbersByName(NumbersByName.Rule.LARGEST);
  private final Map<String, Long> memoryByDevice = new ConcurrentSkipListMap<>();
  private final Map<Long, Long> byTask = new ConcurrentHashMap<>();
  private final HeartbeatReporter reporter;

  /**
   * Starts telling; whoever opens it closes it when the pictures are done.
   *
   * @param label that each line begins with
   * @param wanted pictures in all
   */
  public PictureCounter(SparkSession spark, Progress progress, String label, long wanted) {
    this.progress = progress;
    this.label = label;
    this.wanted = wanted;
    this.pace = new Pace();
    this.pictures = spark.sparkContext().longAccumulator("pictures");
    this.reporter =
        new HeartbeatReporter(spark, progress, pictures, () -> line(counted())) {
          @Override
          void noted(long task, Object value) {
            byTask.merge(task, ((Number) value).longValue(), Math::max);
          }

          @Override
          void failed(long task) {
            byTask.remove(task);
          }
        };
    spark.sparkContext().register(memory, "most bytes in use by device");
    reporter.watch(memory, this::noteMemory);
    reporter.begin();
  }

  /** What executors count into. */
  public LongAccumulator pictures() {
    return pictures;
  }

  /** What executors count into where they can tell their device's memory too. */
  public PictureTally tally() {
    return new PictureTally(pictures, memory);
  }

  private void noteMemory(Object byDevice) {
    ((Map<?, ?>) byDevice)
        .forEach(
            (device, bytes) ->
                memoryByDevice.merge(device.toString(), ((Number) bytes).longValue(), Math::max));
  }

  private long counted() {
    return byTask.values().stream().mapToLong(Long::longValue).sum();
  }

  private String line(long counted) {
    // a task that was done twice counted twice
    long done = Math.min(counted, wanted);
    return String.format(
        Locale.ROOT,
        "%s: %d of %d images, %.2f images/s, %s left%s",
        label,
        done,
        wanted,
        pace.rate(done),
        pace.left(done, wanted - done),
        memoryText(memoryByDevice));
  }

  /**
   * Such as {@code ; most memory in use: 41.2 GiB, gpu:0 of executor 3, of 16 devices}; nothing
   * where no device told.
   */
  static String memoryText(Map<String, Long> memory) {
    return memory.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(
            fullest ->
                String.format(
                    Locale.ROOT,
                    "; most memory in use: %.1f GiB, %s%s",
                    fullest.getValue() / GIBI,
                    fullest.getKey(),
                    memory.size() == 1 ? "" : ", of " + memory.size() + " devices"))
        .orElse("");
  }

  @Override
  public void close() {
    reporter.close();
    noteMemory(memory.value());
    progress.say(line(pictures.value()));
  }
}
