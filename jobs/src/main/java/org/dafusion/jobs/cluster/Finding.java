package org.dafusion.jobs.cluster;

/**
 * A setting of Spark that would harm the job.
 *
 * @param severity what becomes of the job
 * @param key of the setting
 * @param found its value, or {@code nothing}
 * @param rule what it must be and why, such as {@code must be false because …}
 * @param remedy what to set
 */
public record Finding(Severity severity, String key, String found, String rule, String remedy) {
  /** What becomes of a job with such a setting. */
  public enum Severity {
    /** It does not start. */
    REFUSED,
    /** It starts, and people are told. */
    WARNING
  }

  /** One line without the key. */
  public String message() {
    return "%s, found %s; %s".formatted(rule, found, remedy);
  }

  /** One line. */
  public String text() {
    return key + " " + message();
  }
}
