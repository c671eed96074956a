package org.dafusion.jobs.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Has Python test the DAG, where there is Python; and compares it with what the job has. */
class TestAirflowDag {
  private static final Path FOLDER = DeployFiles.DEPLOY.resolve("airflow");

  @Test
  void thePythonTestsPass() throws Exception {
    assumeTrue(isOnPath("python3"), "python3 is not on the PATH");

    Process python =
        new ProcessBuilder(
                "python3", "-B", "-m", "unittest", "discover", "-s", FOLDER.toString(), "-v")
            .redirectErrorStream(true)
            .start();
    String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(python.waitFor()).as(output).isZero();
    Matcher ran = Pattern.compile("Ran (\\d+) tests").matcher(output);
    assertThat(ran.find()).as(output).isTrue();
    assertThat(Integer.parseInt(ran.group(1))).isGreaterThanOrEqualTo(28);
    assertThat(output).doesNotContain("skipped");
  }

  @Test
  void itsStagesAndTablesAreTheJobs() throws IOException {
    String dag = dag();
    String stages = DeployFiles.text(DeployFiles.PROJECT.resolve(source("cli/StageWord.java")));

    for (String stage :
        List.of("prepare", "erase", "invert", "augment", "train", "benchmark", "report")) {
      assertThat(dag).contains("\n    \"" + stage + "\": \"");
      assertThat(stages).contains("\n  " + stage.toUpperCase(Locale.ROOT) + "(");
    }
  }

  /** What is read of {@code result.json} and of manifests are components of what writes them. */
  @Test
  void fieldsThatAreReadAreThoseThatAreWritten() throws IOException {
    String result =
        DeployFiles.text(DeployFiles.PROJECT.resolve(source("benchmark/BenchmarkResult.java")));
    String manifest =
        DeployFiles.text(DeployFiles.PROJECT.resolve(source("table/RunManifest.java")));

    for (String field : keys("result", "cell")) {
      assertThat(result).containsPattern("[\\w>] " + field + "[,)]");
    }
    assertThat(keys("result", "cell"))
        .contains("cells", "examplesPerClass", "validationImages", "runs", "accuracy");
    for (String field : keys("run")) {
      assertThat(manifest).containsPattern("[\\w>] " + field + "[,)]");
    }
    assertThat(keys("run")).containsExactlyInAnyOrder("run", "counts", "finished");
  }

  @Test
  void exitCodesAreTheJobs() throws IOException {
    String codes = DeployFiles.text(DeployFiles.PROJECT.resolve(source("cli/ExitCode.java")));

    assertThat(codes).contains("USAGE = 2;", "INPUT = 3;", "REFUSED = 4;", "MODEL = 5;");
    assertThat(dag()).contains("\nREFUSED = 4\n", "\n    2: ", "\n    3: ", "\n    5: ");
  }

  /** Names in brackets after these variables of the DAG. */
  private static List<String> keys(String... variables) throws IOException {
    Matcher found =
        Pattern.compile("\\b(?:" + String.join("|", variables) + ")\\[\"(\\w+)\"]").matcher(dag());
    return found.results().map(key -> key.group(1)).distinct().toList();
  }

  private static String dag() throws IOException {
    return DeployFiles.text(FOLDER.resolve("dafusion_dag.py"));
  }

  private static String source(String file) {
    return "jobs/src/main/java/org/dafusion/jobs/" + file;
  }

  private static boolean isOnPath(String program) {
    Stream<String> folders = Arrays.stream(System.getenv("PATH").split(File.pathSeparator));
    return folders.anyMatch(folder -> new File(folder, program).canExecute());
  }
}
