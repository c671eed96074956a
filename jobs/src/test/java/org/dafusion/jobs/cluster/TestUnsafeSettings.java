package org.dafusion.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.dafusion.jobs.cluster.Finding.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestUnsafeSettings {
  private static final long GIBI = 1L << 30;
  private static final String[] GPUS = {
    "spark.executor.resource.gpu.amount", "2",
    "spark.task.resource.gpu.amount", "1",
    "spark.executor.resource.gpu.discoveryScript", "/opt/discover.sh",
    "spark.executor.cores", "2",
    "spark.task.reaper.enabled", "true",
    "spark.task.reaper.killTimeout", "3min"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {"spark://host:7077", "local-cluster[2,1,1024]", "yarn", "k8s://https://host:443"})
  void aClusterWithSoundSettingsIsLeftAlone(String master) {
    assertThat(findings(master, 0)).isEmpty();
    assertThat(findings(master, 0, GPUS)).isEmpty();
  }

  @Test
  void refusesSpeculation() {
    assertThat(findings("yarn", 0, "spark.speculation", "true"))
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.REFUSED))
        .extracting(Finding::text)
        .isEqualTo(
            "spark.speculation must be false because a second copy of a task takes a second device"
                + " for the same pictures, and both learn or write the same, found true; set it to"
                + " false");
  }

  @Test
  void localModeHeedsNoneOfThem() {
    for (String master : List.of("local", "local[4]", "local[*]", "local[2, 3]")) {
      assertThat(
              findings(
                  master,
                  20 * GIBI,
                  "spark.speculation",
                  "true",
                  "spark.task.resource.gpu.amount",
                  "0.5"))
          .isEmpty();
    }
  }

  /** Spark itself ends the application where they are equal. */
  @Test
  void refusesMoreAttemptsPerNodeThanATaskMayFail() {
    String[] settings = {"spark.excludeOnFailure.enabled", "true", "spark.task.maxFailures", "2"};

    assertThat(findings("spark://host:7077", 0, settings))
        .singleElement()
        .extracting(Finding::severity, Finding::key, Finding::found)
        .containsExactly(
            Severity.REFUSED,
            "spark.excludeOnFailure.task.maxTaskAttemptsPerNode",
            "2, the default");
    assertThat(findings("spark://host:7077", 0, "spark.task.maxFailures", "2")).isEmpty();
    assertThat(findings("spark://host:7077", 0, "spark.excludeOnFailure.enabled", "true"))
        .isEmpty();
    assertThat(
            findings(
                "spark://host:7077",
                0,
                "spark.excludeOnFailure.enabled",
                "true",
                "spark.excludeOnFailure.task.maxTaskAttemptsPerNode",
                "5"))
        .singleElement()
        .extracting(Finding::text)
        .asString()
        .startsWith(
            "spark.excludeOnFailure.task.maxTaskAttemptsPerNode must be below"
                + " spark.task.maxFailures = 4, the default because");
  }

  @Test
  void refusesPartsOfAGpuAndSeveralOfThem() {
    assertThat(findings("yarn", 0, with(GPUS, "spark.task.resource.gpu.amount", "0.25")))
        .singleElement()
        .extracting(Finding::severity, Finding::message)
        .containsExactly(
            Severity.REFUSED,
            "must be 1 because tasks that share a GPU wait for each other, and each has a batch of"
                + " its own in its memory, found 0.25; set it to 1");
    assertThat(findings("yarn", 0, with(GPUS, "spark.task.resource.gpu.amount", "2")))
        .singleElement()
        .extracting(Finding::message)
        .isEqualTo("must be 1 because a model runs on one GPU, found 2; set it to 1");
    assertThat(findings("yarn", 0, with(GPUS, "spark.task.resource.gpu.amount", "one")))
        .singleElement()
        .extracting(Finding::severity, Finding::found)
        .containsExactly(Severity.REFUSED, "one");
  }

  @Test
  void refusesTasksThatAskForGpusWhichExecutorsDoNot() {
    assertThat(findings("yarn", 0, "spark.task.resource.gpu.amount", "1"))
        .singleElement()
        .extracting(Finding::severity, Finding::key, Finding::found)
        .containsExactly(Severity.REFUSED, "spark.executor.resource.gpu.amount", "nothing");
  }

  @Test
  void warnsOfAReaperThatDoesNotEndTasksOnGpus() {
    assertThat(findings("yarn", 0, with(GPUS, "spark.task.reaper.enabled", "false")))
        .singleElement()
        .extracting(Finding::severity, Finding::key, Finding::found)
        .containsExactly(Severity.WARNING, "spark.task.reaper.enabled", "false");
    assertThat(findings("yarn", 0, with(GPUS, "spark.task.reaper.killTimeout", "-1")))
        .singleElement()
        .extracting(Finding::severity, Finding::key)
        .containsExactly(Severity.WARNING, "spark.task.reaper.killTimeout");
    assertThat(findings("yarn", 0, "spark.task.reaper.enabled", "false")).isEmpty();
  }

  /** 10 % of 8 GiB, as the documentation of spark.executor.memoryOverheadFactor says. */
  @Test
  void warnsOfTooLittleMemoryOutsideOfTheHeap() {
    assertThat(findings("yarn", 9 * GIBI + 1, "spark.executor.memory", "8g"))
        .singleElement()
        .extracting(Finding::severity, Finding::text)
        .containsExactly(
            Severity.WARNING,
            "spark.executor.memoryOverhead must be at least 9.0 GiB because the model and what it"
                + " computes with lie outside of the heap, and a container that takes more than it"
                + " asked for is killed, found 0.8 GiB, which Spark takes where nothing is set; set"
                + " it to 10g");
    // a number without a unit is MiB
    assertThat(findings("yarn", 9 * GIBI, "spark.executor.memoryOverhead", "9215")).hasSize(1);
    assertThat(findings("yarn", 9 * GIBI, "spark.executor.memoryOverhead", "9216")).isEmpty();
    assertThat(
            findings(
                "k8s://host",
                9 * GIBI,
                "spark.executor.memory",
                "10g",
                "spark.kubernetes.memoryOverheadFactor",
                "0.9"))
        .isEmpty();
    assertThat(findings("k8s://host", 9 * GIBI, "spark.executor.memoryOverhead", "lots"))
        .singleElement()
        .extracting(Finding::severity)
        .isEqualTo(Severity.REFUSED);
    // a standalone worker does not limit what lies outside of the heap
    assertThat(findings("spark://host:7077", 9 * GIBI)).isEmpty();
  }

  @Test
  void warnsOfGpusThatNoTaskWillUse() {
    assertThat(findings("yarn", 0, with(GPUS, "spark.task.cpus", "2")))
        .singleElement()
        .extracting(Finding::severity, Finding::key, Finding::found)
        .containsExactly(Severity.WARNING, "spark.executor.cores", "2 with spark.task.cpus = 2");
  }

  @Test
  void warnsWhereNobodyTellsTheAddressesOfGpus() {
    SparkConf conf = conf("yarn", GPUS).remove("spark.executor.resource.gpu.discoveryScript");

    assertThat(new UnsafeSettings(conf, true, 0).findings())
        .singleElement()
        .extracting(Finding::severity, Finding::key, Finding::found)
        .containsExactly(
            Severity.WARNING, "spark.executor.resource.gpu.discoveryScript", "nothing");
  }

  @Test
  void warnsThatAllTasksAskWhereStagesCannot() {
    SparkConf conf = conf("mesos://host", GPUS).remove("spark.task.resource.gpu.amount");

    assertThat(new UnsafeSettings(conf, true, 0).findings())
        .singleElement()
        .extracting(Finding::severity, Finding::key, Finding::found)
        .containsExactly(Severity.WARNING, "spark.task.resource.gpu.amount", "nothing");
    assertThat(new UnsafeSettings(conf, false, 0).findings()).isEmpty();
    conf.setMaster("yarn");
    assertThat(new UnsafeSettings(conf, true, 0).findings()).isEmpty();
    conf.set("spark.dynamicAllocation.enabled", "true");
    assertThat(new UnsafeSettings(conf, true, 0).findings()).hasSize(1);
  }

  @Test
  void severalAreFoundAtATime() {
    assertThat(
            findings(
                "yarn",
                0,
                with(GPUS, "spark.speculation", "true", "spark.task.resource.gpu.amount", "0.5")))
        .extracting(Finding::key)
        .containsExactly("spark.speculation", "spark.task.resource.gpu.amount");
  }

  private static String[] with(String[] settings, String... more) {
    String[] all = java.util.Arrays.copyOf(settings, settings.length + more.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return all;
  }

  private static List<Finding> findings(String master, long nativeBytes, String... settings) {
    return new UnsafeSettings(conf(master, settings), true, nativeBytes).findings();
  }

  private static SparkConf conf(String master, String... settings) {
    SparkConf conf = new SparkConf(false).setMaster(master);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return conf;
  }
}
