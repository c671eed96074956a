package org.dafusion.jobs.executor;

import java.util.Locale;

/** The setting {@code executor.device}. */
public enum DeviceChoice {
  /** The GPU that Spark assigned to the task; the CPU where it assigned none. */
  AUTO,
  /** The CPU, whatever Spark assigned. */
  CPU;

  /** Reads {@code "auto"} or {@code "cpu"}. */
  public static DeviceChoice parse(String text) {
    for (DeviceChoice choice : values()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        "Invalid executor.device: must be auto or cpu, found " + text);
  }
}
