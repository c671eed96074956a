package org.dafusion.classifier;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.dafusion.engine.Adam;
import org.dafusion.engine.AdamSettings;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.TorchRuntime;

/**
 * A head while it learns: softmax cross-entropy, averaged over the batch, minimised by Adam. Not
 * for use by several threads at once.
 */
final class HeadTraining implements AutoCloseable {
  private final HeadDescription description;
  private final int classes;
  private final NDManager manager;
  private final NDArray weight;
  private final NDArray bias;
  private final Adam adam;

  HeadTraining(LinearHead initial, double learningRate, Device device) {
    description = initial.description();
    classes = description.classNames().size();
    manager = TorchRuntime.newManager(device);
    weight = initial.weight(manager);
    bias = initial.bias(manager);
    weight.setRequiresGradient(true);
    bias.setRequiresGradient(true);
    adam = new Adam(AdamSettings.adam(learningRate), List.of(weight, bias));
  }

  /**
   * One step; the scores are those before it.
   *
   * @param features (batch, width), in a manager that the caller closes soon
   * @param labels of the batch
   */
  HeadScores step(NDArray features, int[] labels) {
    HeadScores scores;
    try (Gradients gradients = Gradients.record();
        NDArray transposed = weight.transpose()) {
      NDArray logits = features.matMul(transposed).add(bias);
      NDArray losses = losses(logits, labels);
      gradients.backward(losses.mean());
      scores = new HeadScores(logits.toFloatArray(), losses.toFloatArray());
    }
    adam.step();
    adam.clearGradients();
    return scores;
  }

  /** The scores as the head is now; arguments as for {@link #step}. */
  HeadScores score(NDArray features, int[] labels) {
    try (NDArray fixedWeight = weight.stopGradient();
        NDArray fixedBias = bias.stopGradient();
        NDArray transposed = fixedWeight.transpose()) {
      NDArray logits = features.matMul(transposed).add(fixedBias);
      return new HeadScores(logits.toFloatArray(), losses(logits, labels).toFloatArray());
    }
  }

  /** A copy of the head as it is now. */
  LinearHead head() {
    int width = Math.toIntExact(weight.getShape().get(1));
    return new LinearHead(description, width, weight.toFloatArray(), bias.toFloatArray());
  }

  /** -log softmax(logits)[label], (batch). */
  private NDArray losses(NDArray logits, int[] labels) {
    float[] targets = new float[labels.length * classes];
    for (int row = 0; row < labels.length; row++) {
      targets[row * classes + labels[row]] = 1;
    }
    NDArray target =
        HostMemory.floats(logits.getManager(), targets, new Shape(labels.length, classes));
    return logits.logSoftmax(1).mul(target).sum(new int[] {1}).neg();
  }

  @Override
  public void close() {
    adam.close();
    manager.close();
  }
}
