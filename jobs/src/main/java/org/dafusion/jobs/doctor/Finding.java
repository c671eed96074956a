package org.dafusion.jobs.doctor;

import java.util.Locale;

/**
 * What came of a check. No address is told with what stands before its {@code @}, as that may be a
 * secret.
 *
 * @param level how bad it is
 * @param text what was found
 * @param advice what to do about it, empty where there is nothing to do or the text says so
 * @param problem what a job would end with, which decides the exit code; null unless it failed
 */
record Finding(Level level, String text, String advice, RuntimeException problem) {
  /** How bad it is. */
  enum Level {
    OK,
    WARNING,
    FAILED
  }

  Finding {
    text = text.replaceAll("//[^/\\s]*@", "//***@");
  }

  /** A job would find what it needs. */
  static Finding ok(String text) {
    return new Finding(Level.OK, text, "", null);
  }

  /** A job would run, but perhaps not as it was meant to. */
  static Finding warning(String text, String advice) {
    return new Finding(Level.WARNING, text, advice, null);
  }

  /** A job would end with this problem. */
  static Finding failed(RuntimeException problem, String advice) {
    String message = problem.getMessage() == null ? problem.toString() : problem.getMessage();
    return new Finding(Level.FAILED, message, advice, problem);
  }

  boolean isFailed() {
    return level == Level.FAILED;
  }

  /** One line for people. */
  String line(String check) {
    String told = text.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    return "  %-7s  %s: %s%s"
        .formatted(
            level.name().toLowerCase(Locale.ROOT),
            check,
            told,
            advice.isEmpty() ? "" : " To do: " + advice);
  }
}
