package org.dafusion.schedule;

import org.dafusion.huggingface.ModelArtefactException;

/**
 * How the timesteps of a short plan are chosen among those of training (Lin et al. 2023, <a
 * href="https://arxiv.org/abs/2305.08891">Common Diffusion Noise Schedules and Sample Steps are
 * Flawed</a>, table 2; diffusers' {@code timestep_spacing}).
 *
 * <p>With T training steps and n steps: leading takes k·⌊T/n⌋ plus an offset, trailing T − k·T/n −
 * 1, linspace n points from 0 to T − 1.
 */
public enum TimestepSpacing {
  /** Starts at 0 plus the offset; never reaches the last training step. */
  LEADING {
    @Override
    double[] points(int trainTimesteps, int steps, int offset) {
      int stride = trainTimesteps / steps;
      if (stride == 0) {
        throw new IllegalArgumentException(
            "Cannot place " + steps + " timesteps with leading spacing among " + trainTimesteps);
      }
      double[] points = new double[steps];
      for (int k = 0; k < steps; k++) {
        points[k] = (double) (steps - 1 - k) * stride + offset;
      }
      return points;
    }
  },

  /** Ends at the last training step; the offset plays no part. */
  TRAILING {
    @Override
    double[] points(int trainTimesteps, int steps, int offset) {
      // NumPy's arange multiplies by the difference of its first two values, whose rounding decides
      // which way a value halfway between two timesteps goes.
      double stride = trainTimesteps - (trainTimesteps - (double) trainTimesteps / steps);
      double[] points = new double[steps];
      for (int k = 0; k < steps; k++) {
        points[k] = Math.rint(trainTimesteps - k * stride) - 1;
      }
      return points;
    }
  },

  /** From first to last training step, fractional; the offset plays no part. */
  LINSPACE {
    @Override
    double[] points(int trainTimesteps, int steps, int offset) {
      double[] points = new double[steps];
      double stride = (trainTimesteps - 1) / (double) Math.max(1, steps - 1);
      for (int k = 0; k < steps; k++) {
        points[k] = Math.min((steps - 1 - k) * stride, trainTimesteps - 1);
      }
      return points;
    }
  };

  /** Timesteps in falling order, fractional where the spacing makes them so. */
  abstract double[] points(int trainTimesteps, int steps, int offset);

  /** Whole timesteps in falling order; halves go to the even neighbour, as in NumPy. */
  int[] timesteps(int trainTimesteps, int steps, int offset) {
    double[] points = points(trainTimesteps, steps, offset);
    int[] timesteps = new int[steps];
    for (int k = 0; k < steps; k++) {
      timesteps[k] = (int) Math.rint(points[k]);
    }
    if (timesteps[0] >= trainTimesteps) {
      throw new ModelArtefactException(
          "Cannot space "
              + steps
              + " steps because with a steps_offset of "
              + offset
              + " the first is timestep "
              + timesteps[0]
              + ", beyond the last of training ("
              + (trainTimesteps - 1)
              + ")");
    }
    return timesteps;
  }
}
