package org.dafusion.inversion;

import java.util.List;
import org.dafusion.diffusion.Network;

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
   * When networks have done a piece of work, its results in the host's memory.
   *
   * @param network that took the time; the backward pass is the time of the network that it goes
   *     through
   * @param nanos of this thread's, so that rows that go through a network side by side count once
   */
  default void worked(Network network, long nanos) {}

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
