package org.dafusion.erasure;

/** Told how a training goes on. */
public interface ErasureObserver {
  /**
   * An iteration is done.
   *
   * @param iterations done so far
   * @param loss of the last
   */
  void stepped(int iterations, double loss);

  /** It is time for a checkpoint; see {@link ConceptErasure#save}. */
  void checkpointDue(ConceptErasure erasure);

  /**
   * The device ran out of memory, and what failed is done again in another way.
   *
   * @param message what happened and what is done about it
   */
  default void memoryShort(String message) {}
}
