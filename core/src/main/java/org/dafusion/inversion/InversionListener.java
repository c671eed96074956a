package org.dafusion.inversion;

import java.util.List;

/** Is told how textual inversion gets on, on the thread that runs it. */
public interface InversionListener {
  /** Wants to know nothing. */
  InversionListener NONE = new InversionListener() {};

  /**
   * After each step.
   *
   * @param trainings that took it
   * @param seconds it took
   */
  default void stepped(List<ConceptTraining> trainings, double seconds) {}

  /**
   * When it is time to keep the {@link ConceptTraining#state} of what is in work.
   *
   * @param trainings in work
   */
  default void checkpointDue(List<ConceptTraining> trainings) {}

  /** When a training has taken its last step or diverged; it is closed afterwards. */
  default void finished(ConceptTraining training) {}

  /**
   * When the device ran out of memory and the step is repeated in another way.
   *
   * @param message what happened and what is done about it
   */
  default void memoryShort(String message) {}
}
