package org.dafusion.classifier;

/** Is told how a trial gets on, on the thread that runs it. */
public interface TrialListener {
  /** Wants to know nothing. */
  TrialListener NONE = validation -> {};

  /**
   * After each batch through a frozen backbone, the slow part of a trial. A trial that finds all
   * features in the store is never told.
   *
   * @param views that are there so far; counted anew for training and for held-out pictures
   * @param total views that there will be; pictures that cannot be decoded stay missing
   */
  default void featuresComputed(long views, long total) {}

  /** After each epoch. */
  void evaluated(Evaluation validation);
}
