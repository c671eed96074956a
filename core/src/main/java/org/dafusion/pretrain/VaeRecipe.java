package org.dafusion.pretrain;

import com.typesafe.config.Config;
import java.io.Serializable;
import org.dafusion.config.Rules;

/**
 * The block {@code pretrain.vae}.
 *
 * @param training what all parts have in common
 * @param symmetries in which ways an image may be turned: {@code none}, {@code flip} or {@code all}
 * @param jitter greatest change of brightness, contrast and saturation, 0 to below 1
 * @param hue greatest turn of the hue, 0 to 0.5 of a full one
 * @param l1Weight of the mean absolute error of reconstructed samples
 * @param l2Weight of their mean squared error
 * @param klWeight of the divergence of the posterior from a unit normal, the mean over latents
 * @param perceptualWeight of the distance that a classifier's network sees
 * @param perceptualNetwork safetensors file of that network, a ResNet; empty where there is none
 */
public record VaeRecipe(
    TrainingRecipe training,
    String symmetries,
    double jitter,
    double hue,
    double l1Weight,
    double l2Weight,
    double klWeight,
    double perceptualWeight,
    String perceptualNetwork)
    implements Serializable {

  public VaeRecipe {
    Rules.of("pretrain.vae")
        .oneOf("symmetries", symmetries, View.labels())
        .that("jitter", jitter >= 0 && jitter < 1, "be at least 0.0 and below 1.0", jitter)
        .between("hue", hue, 0, 0.5)
        .atLeast("l1-weight", l1Weight, 0)
        .atLeast("l2-weight", l2Weight, 0)
        .atLeast("kl-weight", klWeight, 0)
        .atLeast("perceptual-weight", perceptualWeight, 0)
        .place("perceptual-network", perceptualNetwork)
        .that(
            "perceptual-network",
            perceptualWeight == 0 || perceptualNetwork.endsWith(".safetensors"),
            "name a safetensors file where perceptual-weight is above 0",
            perceptualNetwork)
        .that("l1-weight", l1Weight + l2Weight > 0, "be positive where l2-weight is 0", l1Weight)
        .verify();
  }

  /** Whether the perceptual distance is a part of the loss. */
  public boolean isPerceptual() {
    return perceptualWeight > 0;
  }

  /** Reads the block {@code pretrain.vae}. */
  public static VaeRecipe from(Config config) {
    return new VaeRecipe(
        TrainingRecipe.from("vae", config),
        config.getString("symmetries"),
        config.getDouble("jitter"),
        config.getDouble("hue"),
        config.getDouble("l1-weight"),
        config.getDouble("l2-weight"),
        config.getDouble("kl-weight"),
        config.getDouble("perceptual-weight"),
        config.getString("perceptual-network"));
  }
}
