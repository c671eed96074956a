package org.dafusion.schedule;

/**
 * What a sampler makes of the network's output before it uses it: {@code clip(sample * x + output *
 * o, ±limit)}, where x is the current sample and o the output.
 *
 * @param sample weight of the current sample
 * @param output weight of the network's output
 * @param limit largest absolute value let through; infinity where nothing is clipped
 */
public record Prediction(double sample, double output, double limit) {

  /** The network's output as it is. */
  static final Prediction RAW = new Prediction(0, 1);

  Prediction(double sample, double output) {
    this(sample, output, Double.POSITIVE_INFINITY);
  }

  Prediction clippedTo(double newLimit) {
    return new Prediction(sample, output, newLimit);
  }

  boolean isFinite() {
    return Double.isFinite(sample) && Double.isFinite(output);
  }

  float of(float x, float o) {
    double value = sample * x + output * o;
    return (float) Math.max(-limit, Math.min(limit, value));
  }
}
