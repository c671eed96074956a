package org.dafusion.jobs.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Dockerfiles, as far as they can be judged without building an image. */
class TestDockerfiles {
  private static final Path FOLDER = DeployFiles.DEPLOY.resolve("docker");

  private static final Set<String> INSTRUCTIONS =
      Set.of("ARG", "FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "CMD");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda"})
  void versionsAreThoseOfTheBuild(String flavour) throws IOException {
    Dockerfile file = read(flavour);
    Map<String, String> poms =
        Map.of(
            "SPARK_VERSION", DeployFiles.pom("spark.version"),
            "SCALA_VERSION", DeployFiles.pom("scala.binary.version"),
            "HADOOP_VERSION", DeployFiles.pom("hadoop.aws.version"),
            "PYTORCH_VERSION", DeployFiles.pom("pytorch.version"));

    poms.forEach(
        (argument, version) ->
            assertThat(file.stages())
                .as(argument)
                .filteredOn(stage -> stage.arguments().containsKey(argument))
                .isNotEmpty()
                .allMatch(stage -> stage.arguments().get(argument).equals(version)));
    assertThat(file.stage("build").arguments().get("DEPENDENCY_PLUGIN"))
        .isEqualTo("org.apache.maven.plugins:maven-dependency-plugin:" + pluginVersion());
    assertThat(file.last().base())
        .isEqualTo(
            "apache/spark:%s-scala%s-java17-ubuntu"
                .formatted(poms.get("SPARK_VERSION"), poms.get("SCALA_VERSION")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda"})
  void whatIsCopiedIsInTheRepositoryOrMadeByTheBuild(String flavour) throws IOException {
    Dockerfile file = read(flavour);

    for (Dockerfile.Stage stage : file.stages()) {
      for (Dockerfile.Copy copy : stage.copies()) {
        for (String source : copy.sources()) {
          if (copy.from().isEmpty()) {
            assertThat(DeployFiles.PROJECT.resolve(source)).exists();
            assertThat(inContext(source)).as(source + " is in the build's context").isTrue();
          } else {
            assertThat(made(file.stage(copy.from()), source)).as(source + " is made").isTrue();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda"})
  void containersAreNotRoots(String flavour) throws IOException {
    Dockerfile.Stage image = read(flavour).last();

    assertThat(image.of("USER")).last().isEqualTo("185");
    int user = indexOfLast(image, "USER");
    assertThat(image.instructions().subList(user, image.instructions().size()))
        .extracting(Dockerfile.Instruction::keyword)
        .containsExactly("USER", "CMD");
    assertThat(image.of("RUN")).anyMatch(run -> run.contains("chown -R 185:185 /var/dafusion"));
    assertThat(image.environment().get("DJL_CACHE_DIR")).startsWith("/var/dafusion/");
  }

  @ParameterizedTest
  @CsvSource({"cpu,cpu", "cuda,${CUDA_FLAVOR}"})
  void libtorchIsInsideAndNothingIsFetchedAtRunTime(String flavour, String torch)
      throws IOException {
    Dockerfile.Stage image = read(flavour).last();

    assertThat(image.environment())
        .containsEntry("PYTORCH_LIBRARY_PATH", "/opt/libtorch/lib")
        .containsEntry("PYTORCH_VERSION", "${PYTORCH_VERSION}")
        .containsEntry("PYTORCH_FLAVOR", torch)
        .containsEntry("DJL_OFFLINE", "true");
    assertThat(image.copies()).anyMatch(copy -> copy.target().equals("/opt/libtorch"));
  }

  /** The JNI library of the jar has these flavours; another would be fetched at run time. */
  @Test
  void theCudaFlavourIsOneThatTheJarKnows() throws IOException {
    String flavour = read("cuda").last().arguments().get("CUDA_FLAVOR");

    assertThat(getClass().getResource("/jnilib/linux-x86_64/" + flavour + "/libdjl_torch.so"))
        .isNotNull();
    assertThat(read("cuda").stage("libtorch").arguments()).containsEntry("CUDA_FLAVOR", flavour);
  }

  @Test
  void theZipOfLibtorchIsComparedWithADigestThatMustBeGiven() throws IOException {
    Dockerfile.Stage libtorch = read("cuda").stage("libtorch");

    assertThat(libtorch.of("ARG")).contains("LIBTORCH_SHA256");
    assertThat(libtorch.arguments().get("LIBTORCH_URL"))
        .isEqualTo(
            "https://download.pytorch.org/libtorch/${CUDA_FLAVOR}/"
                + "libtorch-cxx11-abi-shared-with-deps-${PYTORCH_VERSION}%2B${CUDA_FLAVOR}.zip");
    String run = libtorch.of("RUN").get(0);
    assertThat(run)
        .startsWith(": \"${LIBTORCH_SHA256:?must be given")
        .containsSubsequence("curl --fail", "sha256sum --check --strict", "jar xf libtorch.zip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda"})
  void theJobsSettingsAndTheJarAreWhereTheCommandLooks(String flavour) throws IOException {
    Dockerfile.Stage image = read(flavour).last();
    String command = image.of("CMD").get(0);

    assertThat(image.copies())
        .extracting(Dockerfile.Copy::target)
        .contains(
            "/opt/dafusion/dafusion-jobs-spark.jar",
            "/opt/dafusion/conf",
            "/opt/dafusion/bin/discover-gpus.sh");
    assertThat(command)
        .contains("\"/opt/dafusion/dafusion-jobs-spark.jar\", \"run\"")
        .contains("\"/opt/dafusion/conf/demo.conf\"");
    assertThat(DeployFiles.PROJECT.resolve("conf/demo.conf")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda"})
  void everyInstructionIsOneThatDockerHas(String flavour) throws IOException {
    for (Dockerfile.Stage stage : read(flavour).stages()) {
      assertThat(stage.instructions())
          .extracting(Dockerfile.Instruction::keyword)
          .isSubsetOf(INSTRUCTIONS);
    }
  }

  /** A shell finds no fault with what the build runs. */
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda"})
  void everyCommandIsOneThatAShellCanRead(String flavour) throws Exception {
    for (Dockerfile.Stage stage : read(flavour).stages()) {
      for (String run : stage.of("RUN")) {
        Path script = Files.writeString(folder.resolve("run.sh"), run + "\n");
        Process shell = new ProcessBuilder("/bin/sh", "-n", script.toString()).start();
        assertThat(shell.waitFor()).as(run).isZero();
      }
    }
  }

  @Test
  void theContextHoldsNoBuildAndNoHistory() throws IOException {
    List<String> lines = ignoreLines();

    assertThat(lines).first().isEqualTo("*");
    assertThat(lines).contains("**/target", "**/.git");
    assertThat(inContext("work")).isFalse();
    assertThat(inContext("notebooks/src")).isFalse();
    for (String line : lines) {
      if (line.startsWith("!")) {
        assertThat(DeployFiles.PROJECT.resolve(line.substring(1))).exists();
      }
    }
  }

  /** As Docker reads {@code .dockerignore}, for the forms of pattern that it has here. */
  private static boolean inContext(String path) throws IOException {
    boolean in = true;
    for (String line : ignoreLines()) {
      boolean back = line.startsWith("!");
      String pattern = back ? line.substring(1) : line;
      if (pattern.equals("*") || path.equals(pattern) || path.startsWith(pattern + "/")) {
        in = back;
      }
    }
    return in;
  }

  private static List<String> ignoreLines() throws IOException {
    return DeployFiles.text(DeployFiles.PROJECT.resolve(".dockerignore"))
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  /** Whether a command of the stage names this place as one that it writes. */
  private static boolean made(Dockerfile.Stage stage, String source) {
    String place = source.endsWith("/") ? source.substring(0, source.length() - 1) : source;
    String workdir = stage.of("WORKDIR").get(0);
    String inside = place.startsWith(workdir + "/") ? place.substring(workdir.length() + 1) : place;
    return stage.of("RUN").stream().anyMatch(run -> run.contains(place) || run.contains(inside));
  }

  private static int indexOfLast(Dockerfile.Stage stage, String keyword) {
    return stage.instructions().stream()
        .map(Dockerfile.Instruction::keyword)
        .toList()
        .lastIndexOf(keyword);
  }

  private static String pluginVersion() throws IOException {
    String pom = DeployFiles.text(DeployFiles.PROJECT.resolve("pom.xml"));
    int plugin = pom.indexOf("<artifactId>maven-dependency-plugin</artifactId>");
    int start = pom.indexOf("<version>", plugin) + "<version>".length();
    return pom.substring(start, pom.indexOf('<', start));
  }

  private static Dockerfile read(String flavour) throws IOException {
    return Dockerfile.read(FOLDER.resolve("Dockerfile." + flavour));
  }
}
