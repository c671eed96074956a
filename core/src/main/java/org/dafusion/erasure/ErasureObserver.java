package org.dafusion.erasure;

import org.dafusion.diffusion.Network;

/** Told how a training goes on. */
public interface ErasureObserver {
  /**
   * An iteration is done.
   *
   * @param iterations done so far
   * @param loss of the last
   */
  void stepped(int iterations, double loss);

  /**
   * A network has done a piece of work, its results in the host's memory.
   *
   * @param network that took the time; the backward pass and the step of Adam are the UNet's
   */
  default void worked(Network network, long nanos) {}

  /** It is time for a checkpoint; see {@link ConceptErasure#save}. */
  void checkpointDue(ConceptErasure erasure);

  /**
   * The device ran out of memory, and what failed is done again in another way.
   *
   * @param message what happened and what is done about it
   */
  default void memoryShort(String message) {}
}
