package org.dafusion.engine;

/**
 * Moves parameters by the gradients that have arrived at them. Parameters are changed in place and
 * stay the caller's; what is kept beside them belongs to this object. Not for use by several
 * threads at once.
 */
public interface Optimiser extends AutoCloseable {
  /**
   * Takes one step at the rate of the settings with the gradients that have arrived, which stay as
   * they are.
   *
   * @throws IllegalStateException if a parameter has no gradient; none is changed then
   */
  void step();

  /** Sets the gradients of all parameters back to zero. */
  void clearGradients();

  @Override
  void close();
}
