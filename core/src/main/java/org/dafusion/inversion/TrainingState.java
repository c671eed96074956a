package org.dafusion.inversion;

import java.io.Serializable;

/**
 * A training between two steps: with the concept, all that the steps to come depend on.
 *
 * @param step how many were taken
 * @param vectors one after the other
 * @param means running means of the gradient, one for each value
 * @param squares running means of its square
 * @param losses of all steps taken, for the curve
 * @param loss of the last step; NaN before the first
 * @param recomputes whether the noise predictor's blocks are by now run again in the backward pass
 */
public record TrainingState(
    int step,
    float[] vectors,
    float[] means,
    float[] squares,
    float[] losses,
    double loss,
    boolean recomputes)
    implements Serializable {

  public TrainingState {
    if (step < 0
        || means.length != vectors.length
        || squares.length != vectors.length
        || losses.length != step) {
      throw new IllegalArgumentException(
          "Invalid training state: must have a mean and a square for each value and a loss for each step, found step %d with %d values, %d means, %d squares, %d losses"
              .formatted(step, vectors.length, means.length, squares.length, losses.length));
    }
  }
}
