package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job in a process whose class path lacks libtorch. */
class TestMissingLibtorch {
  @TempDir private Path folder;

  @Test
  void isToldBeforeAnythingIsDoneOrDownloaded() throws Exception {
    TinyExperiment experiment = TinyExperiment.in(folder);

    Finished run = withoutLibtorch(experiment.arguments("run"), "true");

    // lines of the log may come before it
    assertThat(run.output())
        .endsWith(
            "dafusion: Cannot start libtorch because there is none for linux-x86_64 on the class"
                + " path, and PYTORCH_LIBRARY_PATH is not set, and nothing is downloaded at run"
                + " time: put ai.djl.pytorch:pytorch-native-cpu:2.7.1:linux-x86_64 on the class"
                + " path (the jar dafusion-jobs-*-spark.jar holds it), or set PYTORCH_LIBRARY_PATH"
                + " to the lib folder of an installed libtorch 2.7.1, PYTORCH_VERSION=2.7.1 and"
                + " PYTORCH_FLAVOR to cpu or cu128");
    assertThat(run.code()).isEqualTo(2);
    assertThat(experiment.workspace()).doesNotExist();
    assertThat(folder.resolve("djl")).doesNotExist();
  }

  @Test
  void isAnErrorEvenWhereDjlMayDownload() throws Exception {
    TinyExperiment experiment = TinyExperiment.in(folder);

    Finished run = withoutLibtorch(experiment.arguments("run"), "false");

    assertThat(run.code()).isEqualTo(2);
    assertThat(folder.resolve("djl")).doesNotExist();
  }

  private Finished withoutLibtorch(List<String> arguments, String offline) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", classPath(), Main.class.getName()));
    command.addAll(arguments);
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("DJL_OFFLINE", offline);
    builder.environment().put("DJL_CACHE_DIR", folder.resolve("djl").toString());
    Process process = builder.start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    return new Finished(process.exitValue(), Files.readAllLines(output));
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("pytorch-native-cpu"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private record Finished(int code, List<String> output) {}
}
