package org.dafusion.inversion;

import java.util.Arrays;
import java.util.List;

/**
 * How the learning rate changes over a training, after diffusers' {@code get_scheduler}: {@code
 * constant_with_warmup} and {@code cosine} with half a wave.
 */
public enum LearningRateSchedule {
  /** The full rate after the warm-up. */
  CONSTANT("constant") {
    @Override
    double afterWarmup(double progress) {
      return 1;
    }
  },

  /** From the full rate after the warm-up to none at the end. */
  COSINE("cosine") {
    @Override
    double afterWarmup(double progress) {
      return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
    }
  };

  private final String label;

  LearningRateSchedule(String label) {
    this.label = label;
  }

  /**
   * The share of the full rate at a step. It grows in a line over the warm-up, from 0 at the first
   * step, as upstream.
   *
   * @param step from 1
   * @param warmup steps until the full rate
   * @param steps of the whole training
   */
  public double factor(int step, int warmup, int steps) {
    int taken = step - 1;
    return taken < warmup
        ? (double) taken / warmup
        : afterWarmup((double) (taken - warmup) / Math.max(1, steps - warmup));
  }

  abstract double afterWarmup(double progress);

  /** The names used in configuration. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(schedule -> schedule.label).toList();
  }

  /** The schedule of that name, which is one of {@link #labels}. */
  public static LearningRateSchedule parse(String label) {
    return values()[labels().indexOf(label)];
  }
}
