package org.dafusion.classifier;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.TorchRuntime;

/** A head on a device: gives scores for features. */
final class HeadArrays implements AutoCloseable {
  private final HeadDescription description;
  private final int classes;
  private final NDManager manager;
  private final NDArray weight;
  private final NDArray bias;

  HeadArrays(LinearHead head, Device device) {
    description = head.description();
    classes = description.classNames().size();
    manager = TorchRuntime.newManager(device);
    weight = head.weight(manager);
    bias = head.bias(manager);
  }

  /** Weights, (classes, width). */
  NDArray weight() {
    return weight;
  }

  /** Biases, (classes). */
  NDArray bias() {
    return bias;
  }

  int classes() {
    return classes;
  }

  /** The scores; what led to the features and the head's own arrays are not recorded. */
  HeadScores score(NDArray features, Target[] targets) {
    try (NDArray fixedWeight = weight.stopGradient();
        NDArray fixedBias = bias.stopGradient();
        NDArray transposed = fixedWeight.transpose()) {
      NDArray logits = features.matMul(transposed).add(fixedBias);
      return new HeadScores(logits.toFloatArray(), losses(logits, targets).toFloatArray());
    }
  }

  /** Cross-entropy of each row, - Σ target log softmax(logits), (batch). */
  NDArray losses(NDArray logits, Target[] targets) {
    NDArray probabilities =
        HostMemory.floats(
            logits.getManager(),
            Target.probabilities(targets, classes),
            new Shape(targets.length, classes));
    return logits.logSoftmax(1).mul(probabilities).sum(new int[] {1}).neg();
  }

  /** A copy of the head as it is now. */
  LinearHead head() {
    int width = Math.toIntExact(weight.getShape().get(1));
    return new LinearHead(description, width, weight.toFloatArray(), bias.toFloatArray());
  }

  @Override
  public void close() {
    manager.close();
  }
}
