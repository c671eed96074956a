package org.dafusion.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dafusion.jobs.doctor.Facts.GIB;
import static org.dafusion.jobs.doctor.Facts.driver;
import static org.dafusion.jobs.doctor.Facts.executor;
import static org.dafusion.jobs.doctor.Facts.supplied;

import org.apache.spark.SparkConf;
import org.dafusion.jobs.doctor.Finding.Level;
import org.junit.jupiter.api.Test;

class TestMemoryCheck {
  private final SparkConf conf = new SparkConf(false).set("spark.master", "yarn");

  @Test
  void theUsualOverheadIsTooSmallForAModel() {
    // a tenth of 8 GiB
    conf.set("spark.executor.memory", "8g");

    Finding finding = check(2 * GIB).make();

    assertThat(finding.line("memory"))
        .isEqualTo(
            "  warning  memory: 2.00 GiB of weights, and 819.0 MiB of memory beside the heap of an"
                + " executor (spark.executor.memoryOverhead): the cluster would kill it To do: set"
                + " spark.executor.memoryOverhead=3072m or more");
  }

  @Test
  void anOverheadOfTheModelAndAGigabyteIsEnough() {
    conf.set("spark.executor.memoryOverhead", "3g");

    assertThat(check(2 * GIB).make().level()).isEqualTo(Level.OK);
    assertThat(check(2 * GIB + 1).make().level()).isEqualTo(Level.WARNING);
  }

  @Test
  void theFactorCountsToo() {
    conf.set("spark.executor.memory", "8g").set("spark.executor.memoryOverheadFactor", "0.4");

    assertThat(check(2 * GIB).make().text()).contains("and 3.20 GiB of memory");
  }

  @Test
  void outsideOfAContainerTheHeapMustLeaveRoomOnTheMachine() {
    conf.set("spark.master", "local[2]");

    // a machine of 16 GiB, of which the heap may take 4
    assertThat(check(11 * GIB).make().level()).isEqualTo(Level.OK);
    assertThat(check(11 * GIB + 1).make().text())
        .isEqualTo(
            "11.00 GiB of weights do not fit beside the heap of the driver, which may take 4.00 GiB"
                + " of the machine's 16.00 GiB");
  }

  @Test
  void theDriverOfAClusterLoadsNoModel() {
    conf.set("spark.master", "spark://host:7077");
    ProcessFacts small =
        new ProcessFacts("the driver", 17, "17", "libtorch", "", 0, "cpu", "", GIB, 2 * GIB);

    Finding finding = new MemoryCheck(supplied(small, executor("1")), conf, () -> 4 * GIB).make();

    assertThat(finding.level()).isEqualTo(Level.OK);
  }

  @Test
  void withoutAModelThereIsNothingToCompare() {
    assertThat(check(0).make().level()).isEqualTo(Level.WARNING);
  }

  private MemoryCheck check(long modelBytes) {
    return new MemoryCheck(supplied(driver()), conf, () -> modelBytes);
  }
}
