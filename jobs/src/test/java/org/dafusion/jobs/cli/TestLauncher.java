package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a copy of {@code deploy/bin/dafusion} against stand-ins for Spark, Java and Maven. */
class TestLauncher {
  private static final String ECHO = "printf '[%s]\\n' \"$@\"\n";

  @TempDir private Path root;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void copyLauncher() throws IOException {
    Files.createDirectories(root.resolve("deploy/bin"));
    Path launcher = root.resolve("deploy/bin/dafusion");
    Files.copy(Path.of("../deploy/bin/dafusion"), launcher);
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(root.resolve("jobs/target/spark/jars"));
    Files.createFile(jar());
    script("spark/bin/spark-submit", ECHO + "exit 5\n");
    script("jdk/bin/java", javaStandIn());
    script("bin/mvn", "echo \"mvn $*\"\ntouch '" + jar() + "'\n");
    environment.put("SPARK_HOME", root.resolve("spark").toString());
    environment.put("JAVA_HOME", root.resolve("jdk").toString());
  }

  @Test
  void passesTheJobsArgumentsAndItsExitCode() throws Exception {
    Finished run = launch("augment", "--conf", "my file.conf", "dataset.path=a b");

    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.lines())
        .endsWith(
            "[" + jar() + "]", "[augment]", "[--conf]", "[my file.conf]", "[dataset.path=a b]");
    assertThat(run.lines())
        .containsSequence("[--class]", "[org.dafusion.jobs.cli.Main]", "[--driver-memory]", "[4g]");
  }

  @Test
  void sparkPropertiesGoToSparkSubmitAndTheMasterToBoth() throws Exception {
    Finished run =
        launch(
            "run", "spark.master=local[2]", "spark.executor.memory=1g", "spark.driver.memory=2g");

    assertThat(run.lines())
        .containsSequence("[--master]", "[local[2]]", "[--conf]", "[spark.executor.memory=1g]")
        .containsSequence("[--driver-memory]", "[2g]")
        .endsWith("[" + jar() + "]", "[run]", "[spark.master=local[2]]");
  }

  @Test
  void optionsAfterTwoDashesAndOfTheEnvironmentComeBeforeTheJar() throws Exception {
    environment.put("DAFUSION_SPARK_OPTS", "--queue night");

    Finished run = launch("run", "--", "--name", "my run");

    assertThat(run.lines())
        .containsSequence(
            "[--queue]", "[night]", "[--name]", "[my run]", "[" + jar() + "]", "[run]");
  }

  @Test
  void anotherClassMayRunInPlaceOfTheCommandLine() throws Exception {
    environment.put("DAFUSION_MAIN_CLASS", "org.example.Other");

    assertThat(launch("file").lines())
        .containsSequence("[--class]", "[org.example.Other]")
        .endsWith("[" + jar() + "]", "[file]");
  }

  @Test
  void anotherJarMayBeNamed() throws Exception {
    environment.put("DAFUSION_JAR", "/opt/dafusion-jobs-1-spark-cuda.jar");

    assertThat(launch("run").lines()).endsWith("[/opt/dafusion-jobs-1-spark-cuda.jar]", "[run]");
  }

  @Test
  void withoutADistributionRunsTheCommandThatSparksLauncherMakes() throws Exception {
    environment.remove("SPARK_HOME");

    Finished run = launch("run", "a=b c");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.lines())
        .contains("[-made]", "[org.apache.spark.deploy.SparkSubmit]", "[a=b c]")
        .contains("home " + root.resolve("jobs/target/spark"), "scala 2.12 ip 127.0.0.1");
  }

  @Test
  void buildsTheJarFirstWhereItIsMissingAndSaysSo() throws Exception {
    Files.delete(jar());
    environment.put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));

    Finished run = launch("run");

    assertThat(run.lines().get(0)).startsWith("dafusion: building the jar first (mvn package)");
    assertThat(run.lines().get(1)).contains("-f " + root.resolve("pom.xml") + " package");
    assertThat(run.lines()).endsWith("[" + jar() + "]", "[run]");
  }

  @Test
  void withoutAStageTellsTheUsageAndExitsWithTwo() throws Exception {
    Finished run = launch();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.lines().get(0)).startsWith("Usage: dafusion STAGE");
  }

  private Path jar() {
    return root.resolve("jobs/target/dafusion-jobs-1-spark.jar");
  }

  /** As Spark's launcher class: messages, a NUL, a line end, then words with a NUL after each. */
  private static String javaStandIn() {
    return """
           if [[ "$*" == *org.apache.spark.launcher.Main* ]]; then
             printf '\\0\\n'
             printf '%s\\0' "$0" -made "${@:4}"
           else
             printf '[%s]\\n' "$@"
             echo "home $SPARK_HOME"
             echo "scala $SPARK_SCALA_VERSION ip $SPARK_LOCAL_IP"
             exit 3
           fi
           """;
  }

  private void script(String name, String body) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Finished launch(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("deploy/bin/dafusion").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Surefire's own variables would hide what the launcher sets by default.
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
    return new Finished(process.waitFor(), lines);
  }

  private record Finished(int exitCode, List<String> lines) {}
}
