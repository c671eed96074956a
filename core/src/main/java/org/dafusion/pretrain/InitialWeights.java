package org.dafusion.pretrain;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.huggingface.ModelComponent;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.model.AutoencoderKL;
import org.dafusion.model.ClipTextModel;
import org.dafusion.model.ModelDefinition;
import org.dafusion.model.UNet2DConditionModel;
import org.dafusion.random.Seeds;
import org.dafusion.random.UniformDraws;
import org.dafusion.torchscript.ScriptParameter;

/**
 * Seeded random weights for those components of a folder that have a configuration alone: what
 * their training begins with.
 *
 * <p>Norms are the identity; any other weight and bias is uniform within ±1/√fan-in, PyTorch's
 * default for linear layers and convolutions. What ends a branch is zero, so that a network is at
 * first little more than its shortcuts (for the UNet as {@code zero_module} of latent-diffusion's
 * {@code openaimodel.py}). The autoencoder's have a variance of 1/fan-in and no biases, so that
 * what goes straight through keeps its size, and its posterior begins narrow: with PyTorch's spread
 * and posteriors as wide as the prior a small one learns colours last, if at all. Those of the text
 * encoder have the deviations of transformers' {@code CLIPPreTrainedModel._init_weights}, likewise
 * as uniform numbers, and no biases.
 */
public final class InitialWeights {
  /** Deviation of CLIP's embeddings, {@code initializer_range}. */
  private static final double EMBEDDING = 0.02;

  /** Of the posterior at first: a deviation of 0.05. */
  private static final float LOG_VARIANCE = -6;

  private final String component;
  private final ModelDefinition definition;
  private final long seed;
  private final Map<String, List<Long>> shapes = new HashMap<>();

  private InitialWeights(String component, ModelDefinition definition, long seed) {
    this.component = component;
    this.definition = definition;
    this.seed = seed;
  }

  /**
   * Writes the weights that are missing to a folder. What is there stays as it is.
   *
   * @param components those that may be completed, of {@code unet}, {@code vae} and {@code
   *     text_encoder}
   * @param seed any value; the same one writes the same bytes
   */
  public static void complete(ModelFolder folder, List<String> components, long seed)
      throws IOException {
    for (String component : components) {
      ModelComponent part = folder.component(component);
      if (!part.hasWeights()) {
        ModelDefinition definition = definition(component, part.config());
        new InitialWeights(component, definition, seed).write(weightsFile(part.path()));
      }
    }
  }

  /** The file that diffusers and transformers look for. */
  static Path weightsFile(Path component) {
    boolean transformer = component.getFileName().toString().equals("text_encoder");
    return component.resolve((transformer ? "model" : "diffusion_pytorch_model") + ".safetensors");
  }

  private void write(Path file) throws IOException {
    List<ScriptParameter> parameters = definition.toScript().parameters();
    parameters.forEach(parameter -> shapes.put(key(parameter), parameter.shape()));
    List<TensorData> tensors = parameters.stream().map(this::tensor).toList();
    SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
  }

  private static ModelDefinition definition(String component, Config config) {
    return switch (component) {
      case "unet" -> UNet2DConditionModel.from(config);
      case "vae" -> AutoencoderKL.from(config);
      default -> ClipTextModel.from(config);
    };
  }

  /** The newest name. */
  private static String key(ScriptParameter parameter) {
    return parameter.keys().get(parameter.keys().size() - 1);
  }

  private TensorData tensor(ScriptParameter parameter) {
    long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
    String key = key(parameter);
    int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    return TensorData.of(key, values(key, count), shape);
  }

  private float[] values(String key, int count) {
    List<Long> ofWeight = shapes.get(key.replaceAll("\\.bias$", ".weight"));
    boolean bias = key.endsWith(".bias");
    if (ofWeight.size() == 1) {
      float[] identity = new float[count];
      Arrays.fill(identity, bias ? 0 : 1);
      return identity;
    }
    if (definition instanceof AutoencoderKL && bias) {
      return biasesOfAutoencoder(key, count);
    }
    double bound = bound(key, ofWeight);
    UniformDraws draws = new UniformDraws(Seeds.derive(seed, component, key));
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) draws.between(-bound, bound);
    }
    return values;
  }

  /** The second half of what the encoder ends in is the logarithm of the variance. */
  private static float[] biasesOfAutoencoder(String key, int count) {
    float[] biases = new float[count];
    if (key.equals("quant_conv.bias")) {
      Arrays.fill(biases, count / 2, count, LOG_VARIANCE);
    }
    return biases;
  }

  private double bound(String key, List<Long> ofWeight) {
    if (definition instanceof ClipTextModel text) {
      return key.endsWith(".bias") ? 0 : Math.sqrt(3) * textDeviation(text, key);
    }
    double fanIn = ofWeight.stream().skip(1).reduce(1L, Math::multiplyExact);
    if (endsBranch(key)) {
      return 0;
    }
    double variance = definition instanceof AutoencoderKL ? 1 / fanIn : 1 / (3 * fanIn);
    return Math.sqrt(3 * variance);
  }

  private boolean endsBranch(String key) {
    return key.contains(".conv2.")
        || switch (component) {
          case "unet" -> key.startsWith("conv_out.") || key.contains(".proj_out.");
          case "vae" -> key.contains(".to_out.0.");
          default -> false;
        };
  }

  private static double textDeviation(ClipTextModel text, String key) {
    double width = text.width();
    double depth = 2.0 * text.layers();
    if (key.contains("embedding")) {
      return EMBEDDING;
    } else if (key.contains(".fc1.")) {
      return 1 / Math.sqrt(2 * width);
    }
    // out_proj is the one that does not know the depth
    return 1 / Math.sqrt(width) / (key.contains(".out_proj.") ? 1 : Math.sqrt(depth));
  }
}
