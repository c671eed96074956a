package org.dafusion.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;

/**
 * Writes a folder with the exact configuration, tensor names and sizes of Stable Diffusion v1-4 and
 * weights made by {@link FormulaWeights}: 5.5 GB, for parity and speed at real size.
 */
public final class FullSizeFolder {
  private static final Map<String, String> FILES =
      Map.of(
          "unet", "diffusion_pytorch_model.safetensors",
          "vae", "diffusion_pytorch_model.safetensors",
          "text_encoder", "model.safetensors",
          "safety_checker", "model.safetensors");

  private FullSizeFolder() {}

  /** Arguments: the golden folder, and the folder to write. */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  /**
   * Writes the folder, unless it is there.
   *
   * @param golden the full golden set
   * @param target the folder to write
   */
  public static void write(Path golden, Path target) throws IOException {
    if (Files.exists(target.resolve("model_index.json"))) {
      return;
    }
    for (String part : List.of("tokenizer", "scheduler", "feature_extractor")) {
      copy(golden.resolve("tiny-sd").resolve(part), target.resolve(part));
    }
    for (String component : FILES.keySet()) {
      component(golden.resolve("sd14-fullsize"), component, target.resolve(component));
    }
    Files.copy(golden.resolve("tiny-sd/model_index.json"), target.resolve("model_index.json"));
  }

  private static void component(Path manifests, String name, Path folder) throws IOException {
    Config manifest = ConfigFactory.parseFile(manifests.resolve(name + "_manifest.json").toFile());
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.json"),
        manifest
            .getConfig("config")
            .root()
            .render(ConfigRenderOptions.concise().setFormatted(true)));
    List<TensorData> tensors = new ArrayList<>();
    for (String tensor : manifest.getObject("tensors").keySet()) {
      Config info = manifest.getConfig("tensors").getConfig(ConfigUtil.quoteString(tensor));
      List<Long> shape = info.getLongList("shape");
      if (info.getString("dtype").equals(SafetensorsType.F32.name())) {
        tensors.add(FormulaWeights.STABLE_DIFFUSION.tensor(tensor, shape));
      }
    }
    SafetensorsWriter.write(folder.resolve(FILES.get(name)), tensors, Map.of("format", "pt"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
