package org.dafusion.classifier;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.Optimiser;

/**
 * A head while it learns, alone or with weights before it: softmax cross-entropy, averaged over the
 * batch, minimised by the optimiser of the settings. Not for use by several threads at once.
 */
final class HeadTraining implements AutoCloseable {
  private final HeadArrays arrays;
  private final Optimiser optimiser;

  /** The training of a head alone. */
  HeadTraining(LinearHead initial, ClassifierSettings settings, Device device) {
    this(initial, settings, device, List.of());
  }

  /**
   * The training of a head and what comes before it.
   *
   * @param others leaves that require gradients, all of which each step must reach
   */
  HeadTraining(
      LinearHead initial, ClassifierSettings settings, Device device, List<NDArray> others) {
    arrays = new HeadArrays(initial, device);
    arrays.weight().setRequiresGradient(true);
    arrays.bias().setRequiresGradient(true);
    List<NDArray> parameters = new ArrayList<>(others);
    parameters.add(arrays.weight());
    parameters.add(arrays.bias());
    try {
      optimiser = OptimiserKind.of(settings, parameters);
    } catch (RuntimeException e) {
      arrays.close();
      throw e;
    }
  }

  /**
   * One step on given features; the scores are those before it.
   *
   * @param features (batch, width), in a manager that the caller closes soon
   * @param targets of the batch
   */
  HeadScores step(NDArray features, Target[] targets) {
    return step(gradients -> features, targets);
  }

  /**
   * One step on features that are computed within it; the scores are those before it.
   *
   * @param features gives (batch, width), in a manager that the caller closes soon
   * @param targets of the batch
   */
  HeadScores step(Function<Gradients, NDArray> features, Target[] targets) {
    HeadScores scores;
    try (Gradients gradients = Gradients.record();
        NDArray transposed = arrays.weight().transpose()) {
      NDArray logits = features.apply(gradients).matMul(transposed).add(arrays.bias());
      NDArray losses = arrays.losses(logits, targets);
      gradients.backward(losses.mean());
      scores = new HeadScores(logits.toFloatArray(), losses.toFloatArray());
    }
    optimiser.step();
    optimiser.clearGradients();
    return scores;
  }

  /** The head as it is now, for scoring; it moves with every step. */
  HeadArrays arrays() {
    return arrays;
  }

  /** A copy of the head as it is now. */
  LinearHead head() {
    return arrays.head();
  }

  @Override
  public void close() {
    optimiser.close();
    arrays.close();
  }
}
