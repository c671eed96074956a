package org.dafusion.jobs.stage;

import java.util.List;

/**
 * How a stage ended.
 *
 * @param lines what a person should read last, in order
 * @param planned rows that were to be made or already there
 * @param refused how many of them hold no result
 */
public record Summary(List<String> lines, long planned, long refused) {
  public Summary {
    lines = List.copyOf(lines);
  }

  /** A stage that makes no rows. */
  public static Summary of(List<String> lines) {
    return new Summary(lines, 0, 0);
  }

  /** Share of rows without a result, 0 where there are none at all. */
  public double refusedFraction() {
    return planned == 0 ? 0 : (double) refused / planned;
  }
}
