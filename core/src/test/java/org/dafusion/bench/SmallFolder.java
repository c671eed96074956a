package org.dafusion.bench;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dafusion.huggingface.ByteVocabulary;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.model.AutoencoderKL;
import org.dafusion.model.ClipTextModel;
import org.dafusion.model.ModelDefinition;
import org.dafusion.model.UNet2DConditionModel;

/**
 * Writes a Stable Diffusion folder of few channels with weights by {@link FormulaWeights}, so that
 * tests of how networks run need nothing but themselves. No bias is zero and no norm is the
 * identity.
 */
public final class SmallFolder {
  /** Width of the prompt embeddings. */
  public static final int WIDTH = 24;

  private static final String UNET =
      """
      {"in_channels": 4, "out_channels": 4, "block_out_channels": [16, 32], "layers_per_block": 1,
       "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
       "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"],
       "cross_attention_dim": %d, "attention_head_dim": 4, "norm_num_groups": 8}
      """
          .formatted(WIDTH);
  private static final String VAE =
      """
      {"in_channels": 3, "out_channels": 3, "latent_channels": 4, "block_out_channels": [8, 16],
       "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"],
       "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"],
       "layers_per_block": 1, "norm_num_groups": 4}
      """;
  private static final String TEXT =
      """
      {"hidden_size": %d, "intermediate_size": 48, "num_attention_heads": 3,
       "num_hidden_layers": 2, "vocab_size": %d, "max_position_embeddings": 77}
      """;
  private static final String SCHEDULER =
      """
      {"_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012,
       "beta_schedule": "scaled_linear", "num_train_timesteps": 1000, "steps_offset": 1,
       "set_alpha_to_one": false, "skip_prk_steps": true}
      """;
  private static final String INDEX =
      """
      {"_class_name": "StableDiffusionPipeline",
       "scheduler": ["diffusers", "PNDMScheduler"],
       "text_encoder": ["transformers", "CLIPTextModel"],
       "tokenizer": ["transformers", "CLIPTokenizer"],
       "unet": ["diffusers", "UNet2DConditionModel"],
       "vae": ["diffusers", "AutoencoderKL"]}
      """;

  private SmallFolder() {}

  /** The noise predictor; latents of one picture have four channels. */
  public static ModelDefinition unet() {
    return UNet2DConditionModel.from(ConfigFactory.parseString(UNET));
  }

  /** The autoencoder: two pixels to a position of the latents. */
  public static ModelDefinition vae() {
    return AutoencoderKL.from(ConfigFactory.parseString(VAE));
  }

  /** The text encoder for a vocabulary of that size. */
  public static ModelDefinition textEncoder(int vocabulary) {
    return ClipTextModel.from(ConfigFactory.parseString(TEXT.formatted(WIDTH, vocabulary)));
  }

  /** Writes the weights of one network and answers their file. */
  public static Path weights(ModelDefinition definition, Path file) {
    try {
      SafetensorsWriter.write(
          file,
          definition.toScript().parameters().stream()
              .map(p -> FormulaWeights.STABLE_DIFFUSION.tensor(p.key(), p.shape()))
              .toList(),
          Map.of("format", "pt"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the whole folder, without a safety checker. */
  public static Path write(Path folder) throws IOException {
    int vocabulary = ByteVocabulary.write(folder.resolve("tokenizer"));
    put(folder.resolve("scheduler/scheduler_config.json"), SCHEDULER);
    put(folder.resolve("unet/config.json"), UNET);
    put(folder.resolve("vae/config.json"), VAE);
    put(folder.resolve("text_encoder/config.json"), TEXT.formatted(WIDTH, vocabulary));
    weights(unet(), folder.resolve("unet/diffusion_pytorch_model.safetensors"));
    weights(vae(), folder.resolve("vae/diffusion_pytorch_model.safetensors"));
    weights(textEncoder(vocabulary), folder.resolve("text_encoder/model.safetensors"));
    put(folder.resolve("model_index.json"), INDEX);
    return folder;
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
