package org.dafusion.classifier;

import java.util.Arrays;

/**
 * What the classifier is to say of one view: a class, or shares of several.
 *
 * @param labels classes, of which some may be equal
 * @param weights share of each; they add up to 1
 */
record Target(int[] labels, double[] weights) {
  Target {
    if (labels.length == 0 || labels.length != weights.length) {
      throw new IllegalArgumentException(
          "Invalid target: must have a weight for each of some labels, found %s and %s"
              .formatted(Arrays.toString(labels), Arrays.toString(weights)));
    }
  }

  /** One class alone. */
  static Target of(int label) {
    return new Target(new int[] {label}, new double[] {1});
  }

  /** The class with the greatest share, the first of equals. */
  int label(int classes) {
    double[] shares = new double[classes];
    for (int i = 0; i < labels.length; i++) {
      shares[labels[i]] += weights[i];
    }
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = shares[c] > shares[best] ? c : best;
    }
    return best;
  }

  /** Targets as probabilities, (targets, classes), row after row. */
  static float[] probabilities(Target[] targets, int classes) {
    float[] probabilities = new float[Math.multiplyExact(targets.length, classes)];
    for (int row = 0; row < targets.length; row++) {
      Target target = targets[row];
      for (int i = 0; i < target.labels.length; i++) {
        probabilities[row * classes + target.labels[i]] += (float) target.weights[i];
      }
    }
    return probabilities;
  }
}
