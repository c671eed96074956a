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
}
