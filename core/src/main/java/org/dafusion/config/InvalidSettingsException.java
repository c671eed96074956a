package org.dafusion.config;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown with everything that is wrong with the settings, one problem per line of the message. */
public class InvalidSettingsException extends RuntimeException {
  private final List<Problem> problems;

  /**
   * @throws IllegalArgumentException if there is no problem to report
   */
  public InvalidSettingsException(List<Problem> problems) {
    super(text(problems));
    this.problems = List.copyOf(problems);
  }

  /** All problems, at least one. */
  public List<Problem> problems() {
    return problems;
  }

  private static String text(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("Cannot report invalid settings without a problem");
    }
    return problems.stream()
        .map(Problem::toString)
        .collect(Collectors.joining("\n  ", "Invalid settings:\n  ", ""));
  }
}
