package org.dafusion.schedule;

import java.util.Arrays;
import java.util.List;

/**
 * The samplers that a user may name. All are deterministic: a row's result depends on its start
 * alone.
 */
public enum SchedulerKind {
  /** DPM-Solver++ (2M by default): the default for new work. */
  DPM_SOLVER_PLUS_PLUS("dpm-solver++"),
  /** DDIM with eta 0. */
  DDIM("ddim"),
  /** PNDM, in practice PLMS: what the published DA-Fusion numbers used. */
  PNDM("pndm"),
  /** First-order Euler in the variance-exploding form. */
  EULER("euler");

  private final String word;

  SchedulerKind(String word) {
    this.word = word;
  }

  /** The word used in configuration files and tables, such as {@code "dpm-solver++"}. */
  public String word() {
    return word;
  }

  /** All words, in order, for messages and for checks of settings. */
  public static List<String> words() {
    return Arrays.stream(values()).map(SchedulerKind::word).toList();
  }

  /**
   * The sampler of that word.
   *
   * @throws IllegalArgumentException if there is none, naming the words that exist
   */
  public static SchedulerKind parse(String word) {
    for (SchedulerKind kind : values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "Invalid scheduler: must be one of " + words() + ", found \"" + word + "\"");
  }
}
