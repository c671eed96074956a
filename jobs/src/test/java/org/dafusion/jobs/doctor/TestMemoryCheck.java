package org.dafusion.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dafusion.jobs.doctor.Facts.GIB;
import static org.dafusion.jobs.doctor.Facts.driver;
import static org.dafusion.jobs.doctor.Facts.executor;
import static org.dafusion.jobs.doctor.Facts.supplied;

import org.dafusion.jobs.doctor.Finding.Level;
import org.junit.jupiter.api.Test;

class TestMemoryCheck {
  @Test
  void theHeapMustLeaveRoomOnTheMachine() {
    // a machine of 16 GiB, of which the heap may take 4
    assertThat(check(11 * GIB).make().level()).isEqualTo(Level.OK);
    assertThat(check(11 * GIB + 1).make().text())
        .isEqualTo(
            "11.00 GiB of weights do not fit beside the heap of the driver, which may take 4.00 GiB"
                + " of the machine's 16.00 GiB");
  }

  @Test
  void theDriverOfAClusterLoadsNoModel() {
    ProcessFacts small =
        new ProcessFacts("the driver", 17, "17", "libtorch", "", 0, "cpu", "", GIB, 2 * GIB);

    Finding finding = new MemoryCheck(supplied(small, executor("1")), () -> 4 * GIB).make();

    assertThat(finding.level()).isEqualTo(Level.OK);
  }

  @Test
  void withoutAModelThereIsNothingToCompare() {
    assertThat(check(0).make().level()).isEqualTo(Level.WARNING);
  }

  private MemoryCheck check(long modelBytes) {
    return new MemoryCheck(supplied(driver()), () -> modelBytes);
  }
}
