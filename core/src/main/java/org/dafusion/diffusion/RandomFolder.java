package org.dafusion.diffusion;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dafusion.huggingface.ByteVocabulary;
import org.dafusion.huggingface.ModelComponent;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.model.AutoencoderKL;
import org.dafusion.model.ClipTextModel;
import org.dafusion.model.ModelDefinition;
import org.dafusion.model.StableDiffusionSafetyChecker;
import org.dafusion.model.UNet2DConditionModel;
import org.dafusion.random.GaussianNoise;
import org.dafusion.random.Seeds;
import org.dafusion.torchscript.ScriptParameter;

/**
 * A Stable Diffusion folder that any machine can make: the layout, the configurations and the
 * tensor names of v1-4 with few channels, and seeded random weights. Its pictures show nothing, but
 * whatever reads, runs or ships such a folder can be tried with it, in seconds.
 *
 * <p>The same seed writes the same bytes, about 5 MB of them.
 */
public final class RandomFolder {
  private static final String INDEX = "model_index.json";
  private static final List<String> CONFIGURATIONS =
      List.of(
          "scheduler/scheduler_config.json",
          "feature_extractor/preprocessor_config.json",
          "unet/config.json",
          "vae/config.json",
          "text_encoder/config.json",
          "safety_checker/config.json");

  /**
   * A cosine is never above 1, so nothing is ever flagged. Between random directions the published
   * thresholds, near 0.2, mean nothing and would flag pictures by chance.
   */
  private static final float UNREACHABLE_COSINE = 2;

  private final Path folder;
  private final long seed;

  private RandomFolder(Path folder, long seed) {
    this.folder = folder;
    this.seed = seed;
  }

  /**
   * Writes the folder, over files of the same name. The index comes last, so a folder that was left
   * unfinished is not taken for a model.
   *
   * @param folder made if it is not there
   * @param seed any value
   */
  public static void write(Path folder, long seed) throws IOException {
    Files.createDirectories(folder);
    Files.deleteIfExists(folder.resolve(INDEX));
    new RandomFolder(folder, seed).write();
  }

  private void write() throws IOException {
    for (String name : CONFIGURATIONS) {
      copy(name);
    }
    ByteVocabulary.write(folder.resolve("tokenizer"));
    writeWeights("unet", UNet2DConditionModel::from, "diffusion_pytorch_model.safetensors");
    writeWeights("vae", AutoencoderKL::from, "diffusion_pytorch_model.safetensors");
    writeWeights("text_encoder", ClipTextModel::from, "model.safetensors");
    writeWeights("safety_checker", StableDiffusionSafetyChecker::from, "model.safetensors");
    copy(INDEX);
  }

  private void copy(String name) throws IOException {
    Path target = folder.resolve(name);
    Files.createDirectories(target.getParent());
    try (InputStream content = RandomFolder.class.getResourceAsStream("random/" + name)) {
      Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void writeWeights(
      String component, Function<Config, ModelDefinition> definition, String file)
      throws IOException {
    Path path = folder.resolve(component);
    List<TensorData> tensors =
        definition.apply(ModelComponent.open(path).config()).toScript().parameters().stream()
            .map(parameter -> tensor(component, parameter))
            .toList();
    SafetensorsWriter.write(path.resolve(file), tensors, Map.of("format", "pt"));
  }

  private TensorData tensor(String component, ScriptParameter parameter) {
    long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
    return TensorData.of(parameter.key(), values(component, parameter), shape);
  }

  /**
   * Norms begin as the identity; every other weight is Gaussian with variance 1 / fan-in, which
   * keeps activations near unit size through all layers, and rows of an embedding near unit length.
   */
  private float[] values(String component, ScriptParameter parameter) {
    String key = parameter.key();
    List<Long> shape = parameter.shape();
    int count = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    if (key.endsWith(".bias")) {
      return new float[count];
    } else if (key.endsWith("_embeds_weights")) {
      return filled(count, UNREACHABLE_COSINE);
    } else if (shape.size() == 1 && key.endsWith(".weight")) {
      return filled(count, 1);
    }
    long fanIn = shape.size() == 1 ? count : count / shape.get(0);
    float[] values = GaussianNoise.of(Seeds.derive(seed, component, key), count);
    for (int i = 0; i < count; i++) {
      values[i] = (float) (values[i] / Math.sqrt(fanIn));
    }
    return values;
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }
}
