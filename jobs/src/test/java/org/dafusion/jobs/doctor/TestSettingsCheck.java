package org.dafusion.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dafusion.jobs.doctor.Facts.GIB;

import org.apache.spark.SparkConf;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.jobs.doctor.Finding.Level;
import org.junit.jupiter.api.Test;

class TestSettingsCheck {
  private final SparkConf conf = new SparkConf(false).set("spark.master", "yarn");

  @Test
  void whatAJobWouldRefuseHasFailed() {
    conf.set("spark.speculation", "true");

    Finding finding = check(0).make();

    assertThat(finding.isFailed()).isTrue();
    assertThat(finding.problem()).isInstanceOf(InvalidSettingsException.class);
    assertThat(finding.line("settings of Spark"))
        .startsWith(
            "  failed   settings of Spark: Invalid settings: spark.speculation must be false because");
  }

  @Test
  void anOverheadThatIsTooSmallForTheModelIsAWarning() {
    conf.set("spark.executor.memoryOverhead", "3g");

    assertThat(check(3 * GIB).make().level()).isEqualTo(Level.OK);
    Finding finding = check(4 * GIB).make();
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text())
        .startsWith("spark.executor.memoryOverhead must be at least 4.0 GiB because")
        .endsWith("found 3.0 GiB");
    assertThat(finding.advice()).isEqualTo("spark.executor.memoryOverhead: set it to 4g");
  }

  @Test
  void aLocalSessionHeedsNoneOfThem() {
    conf.set("spark.master", "local[2]").set("spark.speculation", "true");

    assertThat(check(4 * GIB).make().level()).isEqualTo(Level.OK);
  }

  private SettingsCheck check(long nativeBytes) {
    return new SettingsCheck(conf, true, () -> nativeBytes);
  }
}
