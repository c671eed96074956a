package org.dafusion.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dafusion.jobs.doctor.Facts.driver;
import static org.dafusion.jobs.doctor.Facts.executor;
import static org.dafusion.jobs.doctor.Facts.supplied;

import org.dafusion.engine.MissingNativeLibraryException;
import org.dafusion.jobs.doctor.Finding.Level;
import org.dafusion.jobs.executor.DeviceChoice;
import org.dafusion.jobs.executor.UnusableDeviceException;
import org.junit.jupiter.api.Test;

/** What is found of Java, libtorch and devices, by what the processes answered. */
class TestProcessChecks {
  @Test
  void tellsTheJavaOfAllProcesses() {
    assertThat(new JavaCheck(supplied(driver(), executor("1"))).make())
        .isEqualTo(Finding.ok("17.0.1 of a vendor"));
  }

  @Test
  void anExecutorWithAnOlderJavaIsAFailure() {
    ProcessFacts old = Facts.of("executor 2 on node", 11, "", 0, "cpu", "");

    Finding finding = new JavaCheck(supplied(driver(), old)).make();

    assertThat(finding.line("java"))
        .isEqualTo(
            "  failed   java: Java must be 17, found 11.0.1 of a vendor on executor 2 on node To"
                + " do: set JAVA_HOME, and spark.executorEnv.JAVA_HOME, to a JDK 17");
  }

  @Test
  void aNewerJavaIsAWarning() {
    Finding finding = new JavaCheck(supplied(Facts.of("the driver", 21, "", 0, "cpu", ""))).make();

    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text()).startsWith("21.0.1 of a vendor on the driver is newer");
  }

  @Test
  void tellsTheLibtorchOfTheExecutors() {
    assertThat(new NativeLibraryCheck(supplied(driver(), executor("1"))).make())
        .isEqualTo(Finding.ok("libtorch 2.7.1 for cpu from the class path on the executors"));
  }

  @Test
  void anExecutorWithoutLibtorchIsAFailure() {
    ProcessFacts without = Facts.of("executor 1 on node", 17, "Cannot start libtorch", 0, "", "");

    Finding finding = new NativeLibraryCheck(supplied(driver(), without)).make();

    assertThat(finding.problem())
        .isInstanceOf(MissingNativeLibraryException.class)
        .hasMessage("on executor 1 on node: Cannot start libtorch");
    assertThat(new DeviceCheck(supplied(without), DeviceChoice.AUTO).make().text())
        .isEqualTo("not known, because libtorch was not loaded");
  }

  @Test
  void executorsWithUnlikeLibrariesAreAWarning() {
    ProcessFacts other =
        new ProcessFacts(
            "executor 2 on node",
            17,
            "17",
            "libtorch 2.7.1 for cu128 from /opt",
            "",
            1,
            "gpu:0",
            "",
            1,
            2);

    Finding finding = new NativeLibraryCheck(supplied(driver(), executor("1"), other)).make();

    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text())
        .isEqualTo(
            "executors have different ones: libtorch 2.7.1 for cpu from the class path; libtorch"
                + " 2.7.1 for cu128 from /opt");
  }

  @Test
  void tellsTheDevicesOfTasks() {
    ProcessFacts first = Facts.of("executor 1 on node", 17, "", 2, "gpu:0", "");
    ProcessFacts second = Facts.of("executor 1 on node", 17, "", 2, "gpu:1", "");

    assertThat(new DeviceCheck(supplied(first, second), DeviceChoice.AUTO).make())
        .isEqualTo(Finding.ok("tasks compute on gpu:0, gpu:1"));
  }

  @Test
  void aDeviceThatCannotBeUsedIsAFailure() {
    ProcessFacts executor = Facts.of("executor 1 on node", 17, "", 0, "", "Cannot use the GPU 5");

    Finding finding = new DeviceCheck(supplied(driver(), executor), DeviceChoice.AUTO).make();

    assertThat(finding.problem())
        .isInstanceOf(UnusableDeviceException.class)
        .hasMessage("on executor 1 on node: Cannot use the GPU 5");
  }

  @Test
  void aGpuThatSparkAssignsToNoTaskIsAWarningUnlessTheCpuIsWanted() {
    ProcessFacts idle = Facts.of("executor 1 on node", 17, "", 2, "cpu", "");

    Finding finding = new DeviceCheck(supplied(idle), DeviceChoice.AUTO).make();

    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text())
        .isEqualTo(
            "executor 1 on node has 2 GPUs, but tasks compute on the CPU because Spark assigns them"
                + " none");
    assertThat(new DeviceCheck(supplied(idle), DeviceChoice.CPU).make().level())
        .isEqualTo(Level.OK);
  }
}
