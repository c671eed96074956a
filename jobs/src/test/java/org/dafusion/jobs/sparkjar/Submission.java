package org.dafusion.jobs.sparkjar;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A run of the jar under Spark's own {@code SparkSubmit}, in a process that has Spark's jars alone
 * on its class path, with old libraries before them.
 *
 * @param code its exit code
 * @param output lines of both its streams
 */
record Submission(int code, List<String> output) {
  private static final long MINUTES = 10;

  /**
   * Runs it to its end.
   *
   * @param folder for its output, its copies of native libraries and its executors
   * @param master of Spark
   * @param arguments of the job
   */
  static Submission of(Path folder, String master, List<String> arguments)
      throws IOException, InterruptedException {
    // Spark's jars, with room for what executors leave behind
    Path home = Files.createDirectories(folder.resolve("spark"));
    Files.createSymbolicLink(home.resolve("jars"), SparkJar.sparkHome().resolve("jars"));
    String old =
        SparkJar.oldLibraries().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SparkJar.addOpens());
    command.add("-Xmx1g");
    command.add("-Djava.awt.headless=true");
    command.add("-cp");
    command.add(old + File.pathSeparator + home.resolve("jars") + "/*");
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--conf", "spark.executor.extraClassPath=" + old));
    command.addAll(List.of("--conf", "spark.executor.memory=1g"));
    command.addAll(List.of("--class", "org.dafusion.jobs.cli.Main"));
    command.add(SparkJar.file().toString());
    command.addAll(arguments);
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // what the machine's own settings say must not count, nor what another run has unpacked
    builder.environment().keySet().removeIf(name -> name.matches("(SPARK|DJL|PYTORCH)_.*"));
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", SparkJar.scala());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("DJL_CACHE_DIR", folder.resolve("djl").toString());
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          "no end after %d minutes:%n%s".formatted(MINUTES, Files.readString(output)));
    }
    return new Submission(process.exitValue(), Files.readAllLines(output));
  }

  /** Its output as one text, to be shown where it is not what it should be. */
  String text() {
    return String.join("\n", output);
  }
}
