package org.dafusion.engine;

import java.io.Serializable;

/**
 * Settings of {@link Sgd}, with PyTorch's names.
 *
 * @param learningRate above 0
 * @param momentum share of the last step's direction that stays, 0 to below 1; PyTorch's default is
 *     0
 * @param weightDecay L2 penalty, added to the gradient; 0 or more
 */
public record SgdSettings(double learningRate, double momentum, double weightDecay)
    implements Serializable {

  public SgdSettings {
    require("learning rate", "above 0", learningRate > 0, learningRate);
    require("momentum", "0 to below 1", momentum >= 0 && momentum < 1, momentum);
    require("weight decay", "0 or more", weightDecay >= 0, weightDecay);
  }

  private static void require(String name, String rule, boolean holds, double found) {
    if (!holds || !Double.isFinite(found)) {
      throw new IllegalArgumentException(
          "Invalid %s of SGD: must be %s, found %s".formatted(name, rule, found));
    }
  }
}
