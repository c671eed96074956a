package org.dafusion.pretrain;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.List;
import org.dafusion.config.Rules;

/**
 * The block {@code pretrain.diffusion}.
 *
 * @param training what all parts have in common
 * @param trainTextEncoder whether the text encoder learns too, or stays as it is
 * @param symmetries in which ways an image may be turned: {@code none}, {@code flip} or {@code all}
 * @param defaultCaption of images that have none
 * @param captionDropout how often the empty caption stands for an image's own, 0 to 1
 * @param validationTimesteps at which each image for validation is judged
 * @param preview pictures that show progress
 */
public record DiffusionRecipe(
    TrainingRecipe training,
    boolean trainTextEncoder,
    String symmetries,
    String defaultCaption,
    double captionDropout,
    int validationTimesteps,
    Preview preview)
    implements Serializable {

  public DiffusionRecipe {
    Rules.of("pretrain.diffusion")
        .oneOf("symmetries", symmetries, View.labels())
        .between("caption-dropout", captionDropout, 0, 1)
        .between("validation-timesteps", validationTimesteps, 1, 1000)
        .verify();
  }

  /** Reads the block {@code pretrain.diffusion}. */
  public static DiffusionRecipe from(Config config) {
    return new DiffusionRecipe(
        TrainingRecipe.from("diffusion", config),
        config.getBoolean("train-text-encoder"),
        config.getString("symmetries"),
        config.getString("default-caption"),
        config.getDouble("caption-dropout"),
        config.getInt("validation-timesteps"),
        Preview.from(config.getConfig("preview")));
  }

  /**
   * The block {@code pretrain.diffusion.preview}.
   *
   * @param prompts a row each; where there are none, captions of images for validation
   * @param images of each prompt
   * @param steps of the sampler
   * @param guidanceScale of classifier-free guidance
   */
  public record Preview(List<String> prompts, int images, int steps, double guidanceScale)
      implements Serializable {
    public Preview {
      prompts = List.copyOf(prompts);
      Rules.of("pretrain.diffusion.preview")
          .between("images", images, 1, 64)
          .between("steps", steps, 1, 1000)
          .atLeast("guidance-scale", guidanceScale, 0)
          .verify();
    }

    static Preview from(Config config) {
      return new Preview(
          config.getStringList("prompts"),
          config.getInt("images"),
          config.getInt("steps"),
          config.getDouble("guidance-scale"));
    }
  }
}
