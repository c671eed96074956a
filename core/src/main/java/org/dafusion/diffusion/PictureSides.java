package org.dafusion.diffusion;

import java.util.Map;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Rules;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.model.AutoencoderKL;

/**
 * Which sides the pictures of a model can have: multiples of the autoencoder's factor, 2ⁿ⁻¹ for n
 * levels, because a decoded picture has no others. That is 8 for Stable Diffusion, whose pipelines
 * in diffusers demand it of all models.
 *
 * <p>The UNet asks for nothing more: where its levels do not halve evenly, it brings states back to
 * the size of the skip connection, as diffusers does ({@code upsample_size}).
 */
public final class PictureSides {
  private PictureSides() {}

  /**
   * Checks sides before any weights are loaded.
   *
   * @param sides in pixels, by the key that sets them
   * @throws InvalidSettingsException naming each that the model's pictures cannot have
   * @throws ModelArtefactException if the autoencoder's configuration cannot be read
   */
  public static void require(ModelFolder folder, Map<String, Integer> sides) {
    AutoencoderKL autoencoder = AutoencoderKL.from(folder.config("vae"));
    int factor = autoencoder.downsamplingFactor();
    String rule =
        "be a multiple of %d, the factor of the %d levels in %s"
            .formatted(factor, autoencoder.levels(), folder.path("vae").resolve("config.json"));
    Rules rules = Rules.of("");
    sides.forEach((key, side) -> rules.that(key, side % factor == 0, rule, side));
    rules.verify();
  }
}
