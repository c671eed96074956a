package org.dafusion.jobs.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.ReaderSettings;
import org.dafusion.data.ValidationSplit;
import org.dafusion.hostile.WatchedReading;

/**
 * Lists all {@link HostileShards}, and reads their rows, in a process of its own with little
 * memory.
 */
final class HostileShardsReading {
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
      Path place = folder.resolve(String.valueOf(i));
      // the making is nobody's time either
      make(shards.get(i), place);
      WatchedReading.read(i, () -> reading.result(place));
    }
    WatchedReading.tellPeak();
    // not by way of Spark's own ending, which waits for a task that hangs
    Runtime.getRuntime().halt(0);
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
}
