package org.dafusion.jobs.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.HealthTracker;
import org.dafusion.config.ExperimentConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests for Kubernetes against the fields of the operator's custom resource. */
class TestKubernetesManifests {
  private static final Path FOLDER = DeployFiles.DEPLOY.resolve("kubernetes");

  private final CrdFields fields;
  private final SparkKeys keys;
  @TempDir private Path folder;

  TestKubernetesManifests() throws IOException, ClassNotFoundException {
    fields = CrdFields.read("sparkapplication-v1beta2.txt");
    keys = new SparkKeys();
  }

  static List<Path> applications() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : DeployFiles.in("kubernetes", ".yaml")) {
      if (DeployFiles.text(file).contains("kind: SparkApplication")) {
        found.add(file);
      }
    }
    return found;
  }

  @Test
  void thereIsOneForTheWholeAndOneForEachKindOfStage() throws IOException {
    assertThat(applications())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("run.yaml", "stage-cpu.yaml", "stage-gpu.yaml");
    assertThat(fields.size()).isGreaterThan(100);
  }

  @ParameterizedTest
  @MethodSource("applications")
  void theOperatorKnowsEveryField(Path file) throws IOException {
    assertThat(documents(file)).hasSize(1);
    assertThat(fields.problems(application(file))).isEmpty();
  }

  @Test
  void whatTheOperatorDoesNotAllowIsFound() throws IOException {
    Map<String, Object> wrong = application(FOLDER.resolve("run.yaml"));
    wrong.put("kind", "SparkJob");
    at(wrong, "spec").put("restartPolicy", Map.of("type", "Sometimes", "onFailureRetries", -1));
    at(wrong, "spec").put("timeToLive", 5);
    at(wrong, "spec").remove("mainApplicationFile");
    at(wrong, "spec").put("sparkVersion", 3.5);
    at(wrong, "spec", "sparkConf").put("spark.speculation", false);
    at(wrong, "spec", "executor").put("gpu", new LinkedHashMap<>(Map.of("name", "nvidia.com/gpu")));
    at(wrong, "spec", "driver").put("volumeMounts", List.of(Map.of("name", "a", "path", "/b")));
    at(wrong, "spec", "driver").put("securityContext", "none");

    assertThat(fields.problems(wrong))
        .contains(
            "kind must be SparkApplication, found SparkJob",
            "spec.restartPolicy.type must be Never|OnFailure|Always, found Sometimes",
            "spec.restartPolicy.onFailureRetries must be at least 0, found -1",
            "spec.timeToLive is unknown",
            "spec.mainApplicationFile is missing",
            "spec.sparkVersion must be a string, found 3.5",
            "spec.executor.gpu.quantity is missing",
            "spec.driver.volumeMounts[0].path is unknown",
            "spec.driver.volumeMounts[0].mountPath is missing",
            "spec.driver.securityContext must be an object, found none")
        .anyMatch(problem -> problem.startsWith("spec.sparkConf must be strings by name"))
        .hasSize(11);
  }

  @ParameterizedTest
  @MethodSource("applications")
  void sparkKnowsEveryPropertyAndAcceptsThemTogether(Path file) throws IOException {
    Map<String, String> properties = properties(file);
    SparkConf conf = new SparkConf(false);
    properties.forEach(conf::set);

    assertThat(keys.problems(properties)).isEmpty();
    conf.validateSettings();
    HealthTracker.validateExcludeOnFailureConfs(conf);
  }

  @ParameterizedTest
  @MethodSource("applications")
  void tasksAreReapedNotDoneTwiceAndSpeakInSecret(Path file) throws IOException {
    assertThat(properties(file))
        .containsEntry("spark.speculation", "false")
        .containsEntry("spark.task.reaper.enabled", "true")
        .containsEntry("spark.task.reaper.killTimeout", "180s")
        .containsEntry("spark.excludeOnFailure.enabled", "true")
        .containsEntry("spark.authenticate", "true")
        .containsEntry("spark.network.crypto.enabled", "true")
        .containsEntry("spark.io.encryption.enabled", "true")
        .containsEntry("spark.hadoop.fs.s3a.committer.name", "magic");
  }

  @ParameterizedTest
  @MethodSource("applications")
  void gpusOfThePodAreThoseThatSparkDealsOut(Path file) throws IOException {
    Map<String, String> properties = properties(file);
    Map<String, Object> executor = at(application(file), "spec", "executor");

    if (file.endsWith("stage-cpu.yaml")) {
      assertThat(executor).doesNotContainKey("gpu");
      assertThat(properties.keySet()).noneMatch(key -> key.contains("resource.gpu"));
      return;
    }
    assertThat(at(executor, "gpu")).isEqualTo(Map.of("name", "nvidia.com/gpu", "quantity", 1));
    assertThat(properties)
        .containsEntry("spark.executor.resource.gpu.amount", "1")
        .containsEntry("spark.executor.resource.gpu.vendor", "nvidia.com")
        .containsEntry("spark.task.resource.gpu.amount", "1")
        .containsEntry(
            "spark.executor.resource.gpu.discoveryScript", "/opt/dafusion/bin/discover-gpus.sh");
    assertThat(executor.get("memoryOverhead").toString()).matches("1\\dg");
  }

  @ParameterizedTest
  @MethodSource("applications")
  void theImageIsThatOfTheDockerfilesAndSoAreItsPlaces(Path file) throws IOException {
    Map<String, Object> spec = at(application(file), "spec");
    String flavour = file.endsWith("stage-cpu.yaml") ? "cpu" : "cuda";
    String image = DeployFiles.text(DeployFiles.DEPLOY.resolve("docker/Dockerfile." + flavour));

    assertThat(spec.get("image")).asString().endsWith("-" + flavour);
    assertThat(spec.get("sparkVersion")).isEqualTo(DeployFiles.pom("spark.version"));
    assertThat(spec.get("mainClass")).isEqualTo("org.dafusion.jobs.cli.Main");
    assertThat(image)
        .contains(spec.get("mainApplicationFile").toString().substring("local://".length()))
        .contains("/opt/dafusion/bin/");
    for (String pod : List.of("driver", "executor")) {
      assertThat(at(spec, pod, "securityContext"))
          .isEqualTo(
              Map.of("runAsNonRoot", true, "runAsUser", 185, "allowPrivilegeEscalation", false));
    }
  }

  @Test
  void theWholeIsTriedAgainByTheOperatorAndAStageByAirflow() throws IOException {
    Map<String, Object> whole = at(application(FOLDER.resolve("run.yaml")), "spec");

    assertThat(at(whole, "restartPolicy")).containsEntry("type", "OnFailure");
    assertThat(at(whole, "restartPolicy")).containsEntry("onFailureRetries", 3);
    for (String stage : List.of("stage-cpu.yaml", "stage-gpu.yaml")) {
      Map<String, Object> spec = at(application(FOLDER.resolve(stage)), "spec");
      assertThat(at(spec, "restartPolicy")).isEqualTo(Map.of("type", "Never"));
      assertThat((List<?>) spec.get("arguments")).first().isEqualTo("{{ task.task_id }}");
    }
    for (Path file : applications()) {
      assertThat(at(application(file), "spec").get("timeToLiveSeconds")).isEqualTo(86400);
    }
  }

  @Test
  void noManifestHoldsASecret() throws IOException {
    for (Path file : DeployFiles.in("kubernetes", ".yaml")) {
      assertThat(DeployFiles.text(file))
          .as(file.toString())
          .doesNotContain("kind: Secret", "stringData", "spark.authenticate.secret")
          .doesNotContainPattern("access\\.key|secret\\.key|session\\.token|password");
    }
  }

  @Test
  void theDriversAccountMayStartItsExecutorsAndNothingElse() throws IOException {
    List<Map<String, Object>> access = documents(FOLDER.resolve("access.yaml"));

    assertThat(access)
        .extracting(document -> document.get("kind"))
        .containsExactly("Namespace", "ServiceAccount", "Role", "RoleBinding");
    Map<?, ?> rule = (Map<?, ?>) ((List<?>) access.get(2).get("rules")).get(0);
    assertThat((List<?>) access.get(2).get("rules")).hasSize(1);
    assertThat(rule.get("apiGroups")).isEqualTo(List.of(""));
    assertThat(rule.get("resources"))
        .isEqualTo(List.of("pods", "services", "configmaps", "persistentvolumeclaims"));
    assertThat(rule.get("verbs").toString()).doesNotContain("*");
    assertThat(at(access.get(3), "roleRef").get("name"))
        .isEqualTo(at(access.get(2), "metadata").get("name"));
    for (Path file : applications()) {
      assertThat(at(application(file), "spec", "driver").get("serviceAccount"))
          .isEqualTo(at(access.get(1), "metadata").get("name"));
      assertThat(at(application(file), "metadata").get("namespace"))
          .isEqualTo(at(access.get(0), "metadata").get("name"));
    }
  }

  @Test
  void theExperimentsKeysAreThoseOfTheReference() throws IOException {
    Map<String, Object> configMap = documents(FOLDER.resolve("experiment.yaml")).get(0);
    Path conf = folder.resolve("experiment.conf");
    Files.writeString(conf, at(configMap, "data").get("experiment.conf").toString());

    ExperimentConfig experiment =
        ExperimentConfig.load(ExperimentConfig.reference(), conf, List.of(), Map.of());

    assertThat(experiment.problems()).isEmpty();
    assertThat(experiment.config().getString("workspace")).startsWith("s3a://");
    for (Path file : applications()) {
      Map<?, ?> mounted =
          (Map<?, ?>) ((List<?>) at(application(file), "spec", "driver").get("configMaps")).get(0);
      assertThat(mounted.get("name")).isEqualTo(at(configMap, "metadata").get("name"));
      assertThat(DeployFiles.text(file)).contains("- " + mounted.get("path") + "/experiment.conf");
    }
  }

  /** All of Spark's properties, those for Hadoop with the prefix that the operator gives them. */
  private static Map<String, String> properties(Path file) throws IOException {
    Map<String, Object> spec = at(application(file), "spec");
    Map<String, String> all = new TreeMap<>();
    at(spec, "sparkConf").forEach((key, value) -> all.put(key, (String) value));
    at(spec, "hadoopConf").forEach((key, value) -> all.put("spark.hadoop." + key, (String) value));
    return all;
  }

  private static Map<String, Object> application(Path file) throws IOException {
    return documents(file).get(0);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> at(Map<String, Object> object, String... names) {
    Map<String, Object> found = object;
    for (String name : names) {
      found = (Map<String, Object>) found.get(name);
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> documents(Path file) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Map<String, Object>> documents = new ArrayList<>();
    new Yaml(new SafeConstructor(options))
        .loadAll(DeployFiles.text(file))
        .forEach(document -> documents.add((Map<String, Object>) document));
    return documents;
  }
}
