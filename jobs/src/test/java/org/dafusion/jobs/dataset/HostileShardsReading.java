package org.dafusion.jobs.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.ReaderSettings;
import org.dafusion.data.ValidationSplit;

/**
 * Lists all {@link HostileShards}, and reads their rows, in a process of its own with little
 * memory. Writes a line for each, as soon as it is done, so that what ends the process is known:
 * its number, a tab, its milliseconds, a tab, and what came of it.
 */
final class HostileShardsReading {
  /** What begins a line; all others are Spark's. */
  static final String LINE = "shard\t";

  static final long MOST_SECONDS = 10;
  static final String HANGS = "hangs";
  private static final String NAME = "data/train-00000-of-00001.parquet";

  private final SparkSession spark;

  private HostileShardsReading(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * @param arguments a folder that serves the files
   */
  public static void main(String[] arguments) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate();
    HostileShardsReading reading = new HostileShardsReading(spark);
    Path folder = Path.of(arguments[0]);
    List<HostileShards> shards = HostileShards.all();
    // what everybody needs once is nobody's time
    reading.read(shards.get(0), folder.resolve("first"));
    for (int i = 0; i < shards.size(); i++) {
      long[] start = {0};
      String result = reading.watched(shards.get(i), folder.resolve(i + ""), start);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start[0]);
      System.out.println(LINE + i + "\t" + millis + "\t" + result.replaceAll("\\s+", " "));
    }
    System.out.println(LINE + "peak\t" + peakMegabytes() + "\tMB");
    // not by way of Spark's own ending, which waits for a task that hangs
    Runtime.getRuntime().halt(0);
  }

  /** In a thread of its own, which is left if it hangs; the making is nobody's time. */
  private String watched(HostileShards shard, Path folder, long[] start) throws Exception {
    make(shard, folder);
    start[0] = System.nanoTime();
    String[] result = {HANGS};
    Thread thread = new Thread(() -> result[0] = result(folder));
    thread.setDaemon(true);
    thread.start();
    thread.join(TimeUnit.SECONDS.toMillis(MOST_SECONDS));
    return result[0];
  }

  private void read(HostileShards shard, Path folder) throws Exception {
    make(shard, folder);
    result(folder);
  }

  private static void make(HostileShards shard, Path folder) throws Exception {
    Path file = folder.resolve("pets").resolve(NAME);
    Files.createDirectories(file.getParent());
    shard.making().make(file);
    // the checksums that Hadoop writes would tell at once
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  private String result(Path folder) {
    String dataset = folder.resolve("pets").toString();
    try {
      ListedImages images =
          ParquetImages.list(
              spark,
              dataset,
              new ReaderSettings(0, true, "image", "label", "variant", "crop"),
              new ValidationSplit(0, 0));
      return DamagedFiles.refusing(dataset, () -> images.rows().collectAsList().size() + " rows");
    } catch (InvalidDatasetException e) {
      return e.getMessage();
    } catch (Exception | StackOverflowError | LinkageError e) {
      return e.toString();
    }
  }

  /** The most memory that the process has had, native included; 0 where unknown. */
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
