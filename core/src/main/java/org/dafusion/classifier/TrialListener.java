package org.dafusion.classifier;

/** Is told how a trial gets on, on the thread that runs it. */
public interface TrialListener {
  /** Wants to know nothing. */
  TrialListener NONE = validation -> {};

  /**
   * After each batch through the backbone, the slow part of a trial.
   *
   * @param views computed so far; counted anew for training and for validation pictures
   * @param total views to compute; pictures that cannot be decoded stay missing
   */
  default void featuresComputed(long views, long total) {}

  /** After each epoch. */
  void evaluated(Evaluation validation);
}
