package org.dafusion.schedule;

import java.util.Arrays;
import java.util.List;

/**
 * What happens to a sample after one call of the network, as plain numbers. First the output
 * becomes a prediction p, which is put in front of the predictions of earlier calls; then
 *
 * <pre>
 * next = sample · x + output · o + anchor · a + Σ history[k] · p[k] + noise · z
 * </pre>
 *
 * <p>where x is the current sample, o the network's output, a the sample that an earlier step kept,
 * p[0] this call's prediction, p[1] the one before, and z standard normal noise.
 *
 * @param prediction how the output becomes this call's prediction
 * @param sample weight of the current sample
 * @param output weight of the network's output itself
 * @param anchor weight of the kept sample
 * @param keepsSample whether the current sample is kept for later steps
 * @param history weights of the predictions, newest first
 * @param noise weight of fresh noise; 0 in deterministic samplers
 */
public record Step(
    Prediction prediction,
    double sample,
    double output,
    double anchor,
    boolean keepsSample,
    List<Double> history,
    double noise) {

  /** Keeps its own copy of the weights. */
  public Step {
    history = List.copyOf(history);
  }

  /** A step from the current sample and the newest predictions alone. */
  static Step of(Prediction prediction, double sample, double... history) {
    return new Step(prediction, sample, 0, 0, false, Arrays.stream(history).boxed().toList(), 0);
  }

  Step withOutput(double weight) {
    return new Step(prediction, sample, weight, anchor, keepsSample, history, noise);
  }

  /** The same step taken from the kept sample in place of the current one. */
  Step fromAnchor() {
    return new Step(prediction, 0, output, sample, keepsSample, history, noise);
  }

  Step keepingSample() {
    return new Step(prediction, sample, output, anchor, true, history, noise);
  }

  Step withNoise(double weight) {
    return new Step(prediction, sample, output, anchor, keepsSample, history, weight);
  }

  boolean isFinite() {
    return prediction.isFinite()
        && Double.isFinite(sample)
        && Double.isFinite(output)
        && Double.isFinite(anchor)
        && Double.isFinite(noise)
        && history.stream().allMatch(Double::isFinite);
  }
}
