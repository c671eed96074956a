package org.dafusion.jobs.dataset;

/** Thrown where a Parquet file claims what it cannot hold; the message says where, and the rule. */
final class OverclaimingShardException extends Exception {
  private static final long serialVersionUID = 1L;

  OverclaimingShardException(String message) {
    super(message);
  }

  /** Refuses unless a claim is believable. */
  static void unless(boolean believable, String message, Object... values)
      throws OverclaimingShardException {
    if (!believable) {
      throw new OverclaimingShardException(message.formatted(values));
    }
  }
}
