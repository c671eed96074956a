package org.dafusion.engine;

import java.io.Serializable;

/**
 * Settings of {@link Adam}, with PyTorch's names and defaults.
 *
 * @param learningRate above 0
 * @param beta1 decay of the running mean of gradients, 0 to below 1
 * @param beta2 decay of the running mean of their squares, 0 to below 1
 * @param epsilon added to the root of the corrected squares, above 0
 * @param weightDecay 0 or more
 * @param decoupled whether the decay shrinks the parameter itself (AdamW, Loshchilov and Hutter
 *     2019) or is added to the gradient (Adam with an L2 penalty)
 */
public record AdamSettings(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean decoupled)
    implements Serializable {

  public AdamSettings {
    require("learning rate", "above 0", learningRate > 0, learningRate);
    require("beta1", "0 to below 1", beta1 >= 0 && beta1 < 1, beta1);
    require("beta2", "0 to below 1", beta2 >= 0 && beta2 < 1, beta2);
    require("epsilon", "above 0", epsilon > 0, epsilon);
    require("weight decay", "0 or more", weightDecay >= 0, weightDecay);
  }

  /** {@code torch.optim.Adam} with its defaults. */
  public static AdamSettings adam(double learningRate) {
    return new AdamSettings(learningRate, 0.9, 0.999, 1e-8, 0, false);
  }

  /** {@code torch.optim.AdamW} with its defaults. */
  public static AdamSettings adamW(double learningRate) {
    return new AdamSettings(learningRate, 0.9, 0.999, 1e-8, 1e-2, true);
  }

  private static void require(String name, String rule, boolean holds, double found) {
    if (!holds || !Double.isFinite(found)) {
      throw new IllegalArgumentException(
          "Invalid %s of Adam: must be %s, found %s".formatted(name, rule, found));
    }
  }
}
