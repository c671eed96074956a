package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;

class TestClusterCheck {
  private final List<String> warnings = new ArrayList<>();

  @Test
  void isMadeBeforeASessionIsOpenedAndCountsAsUsage() {
    CommandLineRun run =
        CommandLineRun.of(
            Map.of("spark.speculation", "true", "spark.task.resource.gpu.amount", "0.5"),
            "augment",
            "dataset.path=rangeland",
            "model.path=random",
            // nobody is there
            "spark.master=spark://127.0.0.1:1");

    assertThat(run.code()).isEqualTo(2);
    assertThat(String.join("\n", run.errors()))
        .startsWith("dafusion: Invalid settings:\n  spark.speculation must be false because ")
        .contains("\n  spark.task.resource.gpu.amount must be 1 because tasks that share a GPU ");
  }

  /** A random model has next to no weights, and the allowance is 4 GiB. */
  @Test
  void tooLittleMemoryIsToldAndDoesNotEndTheJob() {
    SparkConf conf = conf("yarn").set("spark.executor.memory", "20g");

    ClusterCheck.verify(StageWord.AUGMENT, conf, settings(), warnings::add);

    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith(
            "dafusion: warning: spark.executor.memoryOverhead must be at least 4.0 GiB because ")
        .endsWith("found 2.0 GiB, which Spark takes where nothing is set; set it to 5g");
  }

  @Test
  void stagesThatDoNotComputeOnExecutorsAreLeftAlone() {
    SparkConf conf = conf("yarn").set("spark.speculation", "true");

    ClusterCheck.verify(StageWord.PREPARE, conf, settings(), warnings::add);

    assertThat(warnings).isEmpty();
    assertThatThrownBy(
            () -> ClusterCheck.verify(StageWord.CLASSIFY, conf, settings(), warnings::add))
        .isInstanceOf(InvalidSettingsException.class);
  }

  @Test
  void allTasksAskForGpusWhereStagesCannot() {
    SparkConf conf =
        conf("spark://host:7077")
            .set("spark.executor.resource.gpu.amount", "2")
            .set("spark.task.reaper.enabled", "true")
            .set("spark.task.reaper.killTimeout", "3min");

    ClusterCheck.verify(StageWord.INVERT, conf, settings(), warnings::add);
    assertThat(warnings).isEmpty();
    assertThat(conf.contains("spark.task.resource.gpu.amount")).isFalse();

    conf.set("spark.dynamicAllocation.enabled", "true");
    ClusterCheck.verify(StageWord.INVERT, conf, settings(), warnings::add);
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("dafusion: warning: spark.task.resource.gpu.amount must be 1 because ")
        .endsWith("found nothing; it is taken as 1");
    assertThat(conf.get("spark.task.resource.gpu.amount")).isEqualTo("1");
  }

  /** All else it tells itself, and it must open a session for that. */
  @Test
  void theDoctorsTasksHaveTheGpusOfAJobs() {
    SparkConf conf =
        conf("spark://host:7077")
            .set("spark.executor.resource.gpu.amount", "2")
            .set("spark.speculation", "true")
            .set("spark.dynamicAllocation.enabled", "true");

    ClusterCheck.verify(StageWord.DOCTOR, conf, settings(), warnings::add);

    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("dafusion: warning: spark.task.resource.gpu.amount must be 1 because ");
    assertThat(conf.get("spark.task.resource.gpu.amount")).isEqualTo("1");
  }

  private static SparkConf conf(String master) {
    return new SparkConf(false).setMaster(master);
  }

  private static Config settings() {
    return ExperimentConfig.load(
            ExperimentConfig.reference(),
            null,
            List.of("model.path=random", "executor.device=auto"),
            Main.NAMED_BLOCKS)
        .config();
  }
}
