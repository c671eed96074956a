package org.dafusion.inversion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The loss of every step of a training so far, and the curve that is kept of it: the means over
 * successive stretches of equally many steps. Each is summed from its first step on, so a training
 * that was interrupted draws the same curve, to the bit.
 */
public final class LossCurve {
  /** Points of a curve at most. */
  public static final int POINTS = 50;

  private final float[] losses;
  private int count;

  /**
   * A curve without a step.
   *
   * @param steps that the training may take, at least 1
   */
  LossCurve(int steps) {
    losses = new float[steps];
  }

  /**
   * How many steps a point of the curve stands for; the last may stand for fewer.
   *
   * @param steps that the training may take, at least 1
   */
  public static int stepsPerPoint(int steps) {
    return (steps + POINTS - 1) / POINTS;
  }

  /** The loss of the next step. */
  void add(double loss) {
    losses[count++] = (float) loss;
  }

  /** What was added, as 32-bit numbers, copied. */
  float[] losses() {
    return Arrays.copyOf(losses, count);
  }

  /** Begins again with what {@link #losses} told. */
  void restore(float[] earlier) {
    System.arraycopy(earlier, 0, losses, 0, earlier.length);
    count = earlier.length;
  }

  /** The mean of each stretch that has begun, in order; not a number where a loss was none. */
  List<Double> means() {
    int stretch = stepsPerPoint(losses.length);
    List<Double> means = new ArrayList<>();
    for (int from = 0; from < count; from += stretch) {
      int to = Math.min(from + stretch, count);
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += losses[i];
      }
      means.add(sum / (to - from));
    }
    return means;
  }
}
