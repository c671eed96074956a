package org.dafusion.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.Test;

/** The memory of devices that have one name on every executor. */
class TestPictureTally extends SparkTest {
  private static final long GIBI = 1L << 30;

  @Test
  void aDeviceIsToldByItsExecutorToo() {
    assertThat(PictureTally.place("3", "gpu:0")).isEqualTo("gpu:0 of executor 3");
    assertThat(PictureTally.place("driver", "gpu:0")).isEqualTo("gpu:0");
  }

  @Test
  void theMostThatADeviceHasHeldIsKept() {
    NumbersByName memory = new NumbersByName(NumbersByName.Rule.LARGEST);
    spark.sparkContext().register(memory, "memory");
    PictureTally tally = new PictureTally(spark.sparkContext().longAccumulator("pictures"), memory);

    JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(3L, 9L, 5L, 0L), 4)
        .foreach(bytes -> tally.counted("gpu:1", bytes));

    assertThat(tally.memory().value()).isEqualTo(Map.of("gpu:1", 9L));
    assertThat(tally.pictures().value()).isEqualTo(4);
  }

  @Test
  void theFullestOfAllDevicesIsShownByName() {
    Map<String, Long> memory = new TreeMap<>();
    assertThat(PictureCounter.memoryText(memory)).isEmpty();
    memory.put(PictureTally.place("1", "gpu:0"), 41 * GIBI);
    assertThat(PictureCounter.memoryText(memory))
        .isEqualTo("; most memory in use: 41.0 GiB, gpu:0 of executor 1");
    memory.put(PictureTally.place("2", "gpu:0"), 41 * GIBI + GIBI / 4);
    memory.put(PictureTally.place("2", "gpu:1"), 3 * GIBI);
    assertThat(PictureCounter.memoryText(memory))
        .isEqualTo("; most memory in use: 41.3 GiB, gpu:0 of executor 2, of 3 devices");
  }
}
