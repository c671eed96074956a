package org.dafusion.jobs.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.slf4j.LoggerFactory;

/**
 * What a run of {@link Main} left on the terminal.
 *
 * @param code its exit code
 * @param output lines of the output stream
 * @param errors lines of the error stream, without those of the log
 */
record CommandLineRun(int code, List<String> output, List<String> errors) {
  static {
    // the log keeps the error stream that it finds when it starts, which must be the real one
    LoggerFactory.getLogger(CommandLineRun.class).debug("started");
  }

  static CommandLineRun of(String... arguments) {
    return of(Map.of(), arguments);
  }

  /**
   * Runs in this process, in a session of its own.
   *
   * @param spark properties as {@code spark-submit --conf} gives them
   */
  static CommandLineRun of(Map<String, String> spark, String... arguments) {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
    Map<String, String> properties = new HashMap<>(spark);
    properties.put("spark.ui.enabled", "false");
    properties.put("spark.driver.host", "127.0.0.1");
    properties.put("spark.sql.shuffle.partitions", "2");
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    properties.forEach(System::setProperty);
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      int code = Main.run(arguments);
      return new CommandLineRun(code, lines(output), lines(errors));
    } finally {
      System.setOut(out);
      System.setErr(err);
      properties.keySet().forEach(System::clearProperty);
    }
  }

  private static List<String> lines(ByteArrayOutputStream text) {
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
