package org.dafusion.pretrain;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.huggingface.SafetensorsType;

/**
 * The block {@code pretrain}.
 *
 * @param part what is trained: {@code vae}, {@code diffusion} or {@code backbone}
 * @param from folder in the diffusers layout to begin with
 * @param size side in pixels to which images are squashed
 * @param storedType of the finished weights: {@code fp32} or {@code fp16}
 * @param checkpointEvery steps between two checkpoints
 * @param validateEvery steps between two validations
 * @param seed that all draws derive from
 * @param vae recipe of the autoencoder
 * @param diffusion recipe of text encoder and UNet
 * @param backbone recipe of the classifier's network
 */
public record PretrainSettings(
    String part,
    String from,
    int size,
    String storedType,
    int checkpointEvery,
    int validateEvery,
    long seed,
    VaeRecipe vae,
    DiffusionRecipe diffusion,
    BackboneRecipe backbone)
    implements Serializable {

  public PretrainSettings {
    Rules.of("pretrain")
        .notEmpty("from", from)
        .place("from", from)
        .oneOf("part", part, List.of("vae", "diffusion", "backbone"))
        .between("size", size, 8, 4096)
        .oneOf("stored-type", storedType, List.of("fp32", "fp16"))
        .between("checkpoint-every", checkpointEvery, 1, 100_000_000)
        .between("validate-every", validateEvery, 1, 100_000_000)
        .atLeast("seed", seed, 0)
        .verify();
  }

  /** Reads the block {@code pretrain}. */
  public static PretrainSettings from(Config config) {
    return new PretrainSettings(
        config.getString("part"),
        config.getString("from"),
        config.getInt("size"),
        config.getString("stored-type"),
        config.getInt("checkpoint-every"),
        config.getInt("validate-every"),
        config.getLong("seed"),
        VaeRecipe.from(config.getConfig("vae")),
        DiffusionRecipe.from(config.getConfig("diffusion")),
        BackboneRecipe.from(config.getConfig("backbone")));
  }

  /** The type in which finished weights are stored. */
  public SafetensorsType type() {
    return storedType.equals("fp16") ? SafetensorsType.F16 : SafetensorsType.F32;
  }
}
