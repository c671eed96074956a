package org.dafusion.schedule;

/**
 * One row on its way along a {@link Trajectory}: the current sample, and what its sampler remembers
 * of earlier calls. Rows share nothing, so a row's values cannot depend on its neighbours. Not safe
 * for use by several threads at once.
 *
 * <p>Per call: give {@link #modelInput()} at {@link #timestep()} to the network, then {@link
 * #advance(float[])} with its (guided) output, until {@link #done()}.
 */
public final class TrajectoryState {
  private final Trajectory trajectory;

  /** Predictions of the last calls, newest first; entries not yet made are null. */
  private final float[][] history;

  private float[] sample;
  private float[] anchor;
  private int position;

  TrajectoryState(Trajectory trajectory, float[] sample) {
    this.trajectory = trajectory;
    this.history = new float[trajectory.historyLength()][];
    this.sample = sample;
  }

  /** Whether the plan has ended, so that {@link #sample()} is the result. */
  public boolean done() {
    return position == trajectory.length();
  }

  /** How many calls are behind this row. */
  public int position() {
    return position;
  }

  /** The timestep of the next call. */
  public double timestep() {
    return trajectory.timestep(position);
  }

  /** The current sample, scaled for the next call of the network. A copy. */
  public float[] modelInput() {
    double scale = trajectory.inputScale(position);
    float[] input = sample.clone();
    if (scale != 1) {
      for (int i = 0; i < input.length; i++) {
        input[i] = (float) (scale * input[i]);
      }
    }
    return input;
  }

  /** The current sample. A copy. */
  public float[] sample() {
    return sample.clone();
  }

  /**
   * Puts other values in place of the current sample, such as one with parts of a known picture.
   * What the sampler remembers of earlier calls stays.
   *
   * @param values as many as the sample has; copied
   */
  public void replaceSample(float[] values) {
    requireLength(values, "replacement");
    sample = values.clone();
  }

  /**
   * Takes the step of a deterministic plan.
   *
   * @param output the network's output, as many values as the sample
   * @throws IllegalStateException if the plan has ended, or if its step needs fresh noise
   */
  public void advance(float[] output) {
    if (!done() && trajectory.step(position).noise() != 0) {
      throw new IllegalStateException(
          "Cannot advance without noise because step " + position + " of this plan is stochastic");
    }
    take(output, null);
  }

  /**
   * Takes a step that may add fresh noise.
   *
   * @param output the network's output, as many values as the sample
   * @param gaussian standard normal noise, as many values; ignored by a step that adds none
   */
  public void advance(float[] output, float[] gaussian) {
    requireLength(gaussian, "noise");
    take(output, gaussian);
  }

  private void take(float[] output, float[] gaussian) {
    if (done()) {
      throw new IllegalStateException(
          "Cannot advance because all " + trajectory.length() + " steps are done");
    }
    requireLength(output, "model output");
    Step step = trajectory.step(position);
    if (step.keepsSample()) {
      anchor = sample;
    }
    remember(step.prediction(), output);
    // Sums are held in double precision and rounded once, so their order does not matter much and
    // a long plan does not pile up rounding.
    double[] sum = new double[sample.length];
    add(sum, step.sample(), sample);
    add(sum, step.output(), output);
    add(sum, step.anchor(), anchor);
    for (int k = 0; k < step.history().size(); k++) {
      add(sum, step.history().get(k), history[k]);
    }
    add(sum, step.noise(), gaussian);
    float[] next = new float[sum.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = (float) sum[i];
    }
    sample = next;
    position++;
  }

  private void remember(Prediction prediction, float[] output) {
    if (history.length == 0) {
      return;
    }
    float[] newest = new float[sample.length];
    for (int i = 0; i < newest.length; i++) {
      newest[i] = prediction.of(sample[i], output[i]);
    }
    System.arraycopy(history, 0, history, 1, history.length - 1);
    history[0] = newest;
  }

  /** Adds weighted values; those of weight 0 may be absent. */
  private static void add(double[] sum, double weight, float[] values) {
    if (weight != 0) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weight * values[i];
      }
    }
  }

  private void requireLength(float[] values, String what) {
    if (values.length != sample.length) {
      throw new IllegalArgumentException(
          "Invalid "
              + what
              + ": must have as many values as the sample ("
              + sample.length
              + "), found "
              + values.length);
    }
  }
}
