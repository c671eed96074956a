package org.dafusion.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;

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

  /**
   * Parameters that an optimiser can move.
   *
   * @param optimiser its name in errors
   * @throws IllegalArgumentException if there is none, or one is no 32-bit floating point or takes
   *     no gradient
   */
  static List<NDArray> checked(String optimiser, List<NDArray> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid parameters of " + optimiser + ": must be some, found none");
    }
    for (NDArray parameter : parameters) {
      if (parameter.getDataType() != DataType.FLOAT32 || !parameter.hasGradient()) {
        throw new IllegalArgumentException(
            "Invalid parameter of %s: must be 32-bit floating point and require a gradient, found %s %s, %s"
                .formatted(
                    optimiser,
                    parameter.getDataType(),
                    parameter.getShape(),
                    parameter.hasGradient() ? "which does" : "which does not"));
      }
    }
    return List.copyOf(parameters);
  }
}
