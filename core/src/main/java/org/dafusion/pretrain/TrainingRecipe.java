package org.dafusion.pretrain;

import com.typesafe.config.Config;
import java.io.Serializable;
import org.dafusion.config.Rules;
import org.dafusion.engine.AdamSettings;
import org.dafusion.inversion.LearningRateSchedule;

/**
 * What all parts have in common: the keys {@code steps} … {@code ema-decay} of {@code
 * pretrain.PART}.
 *
 * @param part its name, for messages
 * @param steps of the optimiser
 * @param batch images of a step
 * @param learningRate of AdamW after the warm-up
 * @param warmup steps over which the rate grows in a line
 * @param schedule what it does then: {@code constant} or {@code cosine}
 * @param weightDecay of AdamW
 * @param gradientClip greatest length of the gradient over all weights; 0 clips nothing
 * @param emaDecay of the running average of the weights, 0 to below 1
 */
public record TrainingRecipe(
    String part,
    int steps,
    int batch,
    double learningRate,
    int warmup,
    String schedule,
    double weightDecay,
    double gradientClip,
    double emaDecay)
    implements Serializable {

  public TrainingRecipe {
    Rules.of("pretrain." + part)
        .between("steps", steps, 1, 100_000_000)
        .between("batch", batch, 1, 65536)
        .positive("learning-rate", learningRate)
        .between("warmup", warmup, 0, 100_000_000)
        .oneOf("schedule", schedule, LearningRateSchedule.labels())
        .atLeast("weight-decay", weightDecay, 0)
        .atLeast("gradient-clip", gradientClip, 0)
        .between("ema-decay", emaDecay, 0, 1)
        .that("ema-decay", emaDecay != 1, "be below 1.0", emaDecay)
        .verify();
  }

  /**
   * Reads the keys from a part's block.
   *
   * @param part the block's name within {@code pretrain}
   */
  public static TrainingRecipe from(String part, Config config) {
    return new TrainingRecipe(
        part,
        config.getInt("steps"),
        config.getInt("batch"),
        config.getDouble("learning-rate"),
        config.getInt("warmup"),
        config.getString("schedule"),
        config.getDouble("weight-decay"),
        config.getDouble("gradient-clip"),
        config.getDouble("ema-decay"));
  }

  /** What AdamW is given. */
  public AdamSettings optimiser() {
    AdamSettings torch = AdamSettings.adamW(learningRate);
    return new AdamSettings(
        learningRate, torch.beta1(), torch.beta2(), torch.epsilon(), weightDecay, true);
  }

  /**
   * The learning rate of a step. The first step of a warm-up is not lost: it has the rate that
   * diffusers gives to the second.
   *
   * @param step from 1
   */
  public double learningRate(long step) {
    int place = (int) Math.min(step, steps) + (warmup > 0 ? 1 : 0);
    return learningRate * LearningRateSchedule.parse(schedule).factor(place, warmup, steps);
  }

  /**
   * The decay of the running average at a step, which begins small so that the first weights are
   * soon forgotten: diffusers' {@code EMAModel} without {@code use_ema_warmup}.
   *
   * @param step from 1
   */
  public double emaDecay(long step) {
    long before = step - 1;
    return before <= 0 ? 0 : Math.min(emaDecay, (1.0 + before) / (10.0 + before));
  }
}
