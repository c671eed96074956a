package org.dafusion.pretrain;

/** A training whose loss is no longer a number. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says at which step, and what was found. */
  public TrainingDivergedException(String message) {
    super(message);
  }
}
