package org.dafusion.pretrain;

import java.util.Map;

/** A training whose loss is no longer a number. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says at which step, and what was found. */
  public TrainingDivergedException(String message) {
    super(message);
  }

  /** Refuses losses that are no numbers. */
  static void check(Map<String, Double> losses, long step, String part) {
    losses.forEach(
        (name, value) -> {
          if (!Double.isFinite(value)) {
            throw new TrainingDivergedException(
                "The training of %s diverged: %s is %s at step %d"
                    .formatted(part, name, value, step));
          }
        });
  }
}
