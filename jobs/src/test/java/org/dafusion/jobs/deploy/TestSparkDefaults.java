package org.dafusion.jobs.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.ByteUnit;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.scheduler.HealthTracker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/** The properties for clusters, judged by Spark's own rules. */
class TestSparkDefaults {
  private static final Path FOLDER = DeployFiles.DEPLOY.resolve("spark");
  private static final Path S3A = FOLDER.resolve("s3a.conf");

  private final SparkKeys keys;

  TestSparkDefaults() throws IOException, ClassNotFoundException {
    keys = new SparkKeys();
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "yarn"})
  void sparkKnowsEveryKeyAndReadsEveryValue(String cluster) throws IOException {
    Map<String, String> read = of(cluster);

    assertThat(read).hasSizeGreaterThan(20);
    assertThat(keys.problems(read)).isEmpty();
    assertThat(keys.problems(DeployFiles.properties(S3A))).isEmpty();
  }

  @Test
  void whatSparkDoesNotKnowIsFound() {
    assertThat(
            keys.problems(
                new TreeMap<>(
                    Map.of(
                        "spark.task.reaper.enable", "true",
                        "spark.task.reaper.killTimeout", "soon",
                        "spark.hadoop.fs.s3a.comitter.name", "magic",
                        "spark.yarn.dist.file", "a",
                        "spark.task.resource.gpu.amount", "0.5"))))
        .satisfiesExactly(
            p -> assertThat(p).endsWith("comitter.name = magic: unknown to Hadoop"),
            p -> assertThat(p).isEqualTo("spark.task.reaper.enable = true: unknown to Spark"),
            p -> assertThat(p).startsWith("spark.task.reaper.killTimeout = soon: "),
            p -> assertThat(p).endsWith("gpu.amount = 0.5: not a whole number"),
            p -> assertThat(p).endsWith("dist.file = a: unknown to Spark"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "yarn"})
  void sparkAcceptsThemTogether(String cluster) throws IOException {
    SparkConf conf = conf(of(cluster));

    conf.validateSettings();
    HealthTracker.validateExcludeOnFailureConfs(conf);
    assertThat(HealthTracker.isExcludeOnFailureEnabled(conf)).isTrue();
  }

  @Test
  void sparkRefusesAsManyAttemptsOnANodeAsInAll() throws IOException {
    Map<String, String> read = of("yarn");
    read.put("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", "4");

    assertThatThrownBy(() -> HealthTracker.validateExcludeOnFailureConfs(conf(read)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spark.excludeOnFailure.task.maxTaskAttemptsPerNode")
        .hasMessageContaining("spark.task.maxFailures");
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "yarn"})
  void tasksAreReapedAndNotDoneTwice(String cluster) throws IOException {
    Map<String, String> read = of(cluster);

    assertThat(read)
        .containsEntry("spark.speculation", "false")
        .containsEntry("spark.task.reaper.enabled", "true")
        .containsEntry("spark.executor.resource.gpu.amount", "1")
        .containsEntry("spark.task.resource.gpu.amount", "1")
        .containsEntry("spark.executorEnv.NVIDIA_TF32_OVERRIDE", "0")
        .containsEntry("spark.executorEnv.DJL_OFFLINE", "true")
        .containsEntry("spark.executorEnv.PYTORCH_VERSION", DeployFiles.pom("pytorch.version"));
    assertThat(JavaUtils.timeStringAsSec(read.get("spark.task.reaper.killTimeout")))
        .isBetween(120L, 300L);
    // libtorch, CUDA's context and a model; conventions of such jobs say 6 to 10 GB at least
    assertThat(JavaUtils.byteStringAs(read.get("spark.executor.memoryOverhead"), ByteUnit.GiB))
        .isGreaterThanOrEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "yarn"})
  void whatExecutorsSayIsAuthenticatedAndEncrypted(String cluster) throws IOException {
    SparkConf conf = conf(of(cluster)).set("spark.authenticate.secret", "of-the-test");
    SecurityManager security =
        new SecurityManager(conf, Option.empty(), SecurityManager.$lessinit$greater$default$3());

    assertThat(security.isAuthenticationEnabled()).isTrue();
    assertThat(security.isEncryptionEnabled()).isTrue();
    assertThat(conf.get("spark.network.crypto.enabled")).isEqualTo("true");
    assertThat(conf.get("spark.network.crypto.saslFallback")).isEqualTo("false");
    assertThat(conf.get("spark.io.encryption.enabled")).isEqualTo("true");
  }

  @Test
  void noFileHoldsASecret() throws IOException {
    for (String cluster : new String[] {"standalone", "yarn"}) {
      assertThat(of(cluster)).doesNotContainKey("spark.authenticate.secret");
    }
    assertThat(DeployFiles.properties(S3A).keySet())
        .noneMatch(key -> key.matches(".*(access\\.key|secret|token|password).*"));
  }

  @Test
  void objectStoresAreWrittenByTheMagicCommitter() throws IOException {
    assertThat(DeployFiles.properties(S3A))
        .containsEntry("spark.hadoop.fs.s3a.committer.name", "magic")
        .containsEntry(
            "spark.sql.sources.commitProtocolClass",
            "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol")
        .containsEntry(
            "spark.sql.parquet.output.committer.class",
            "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter");
  }

  @Test
  void theDiscoveryScriptIsThatOfTheProject() throws IOException {
    String name = "discover-gpus.sh";

    assertThat(DeployFiles.DEPLOY.resolve("gpu").resolve(name)).isExecutable();
    assertThat(of("standalone").get("spark.worker.resource.gpu.discoveryScript"))
        .endsWith("/" + name);
    assertThat(of("yarn").get("spark.executor.resource.gpu.discoveryScript"))
        .isEqualTo("./" + name);
    assertThat(of("yarn").get("spark.yarn.dist.files")).endsWith("/" + name);
    assertThat(Files.exists(FOLDER.resolve("README.md"))).isTrue();
  }

  private static Map<String, String> of(String cluster) throws IOException {
    return DeployFiles.properties(FOLDER.resolve(cluster).resolve("spark-defaults.conf"));
  }

  private static SparkConf conf(Map<String, String> properties) {
    SparkConf conf = new SparkConf(false);
    properties.forEach(conf::set);
    return conf;
  }
}
