package org.dafusion.jobs.inspect;

import com.typesafe.config.Config;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.dafusion.huggingface.ClipTokenizer;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.TensorInfo;
import org.dafusion.huggingface.Weights;
import org.dafusion.jobs.stage.TextTable;

/** What a Stable Diffusion folder holds, in words, from its JSON files and the weights' headers. */
final class ModelContents {
  private static final String UNET = "unet";
  // What StableDiffusion loads; other networks of a folder take no memory.
  private static final Set<String> LOADED = Set.of(UNET, "vae", "text_encoder", "safety_checker");
  private static final long FULL_BYTES = 4;
  private static final long HALF_BYTES = 2;

  private final ModelFolder folder;

  ModelContents(ModelFolder folder) {
    this.folder = folder;
  }

  /**
   * The description, line by line.
   *
   * @throws org.dafusion.huggingface.ModelArtefactException if a component or its weights are
   *     missing or not valid
   */
  List<String> lines() {
    List<Network> networks = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (String name : folder.components()) {
      Network network = isNetwork(name) ? network(name) : null;
      if (network != null) {
        networks.add(network);
      }
      rows.add(row(name, network));
    }
    List<String> lines = new ArrayList<>();
    lines.add("inspect: Stable Diffusion folder " + folder.path());
    lines.addAll(
        new TextTable(
                List.of("component", "class", "parameters", "stored", "fp32", "bf16, fp16"), rows)
            .lines());
    lines.add(
        "  %s parameters; weights in memory: %s in fp32, %s in bf16 or fp16 (of the UNet; other parts"
                .formatted(
                    count(networks.stream().mapToLong(Network::parameters).sum()),
                    size(networks.stream().mapToLong(Network::fullBytes).sum()),
                    size(networks.stream().mapToLong(Network::halfBytes).sum()))
            + " keep fp32). Activations come on top.");
    if (folder.has("scheduler")) {
      lines.add("  scheduler: " + scheduler());
    }
    if (folder.has("tokenizer")) {
      lines.add("  tokens: " + tokens());
    }
    return lines;
  }

  private boolean isNetwork(String component) {
    return Files.isRegularFile(folder.path(component).resolve("config.json"));
  }

  private Network network(String component) {
    try (Weights weights = folder.weights(component)) {
      long parameters = 0;
      Set<String> types = new TreeSet<>();
      for (String tensor : weights.names()) {
        TensorInfo info = weights.info(tensor);
        switch (info.type()) {
          case F64, F32, F16, BF16 -> {
            parameters += info.elements();
            types.add(info.type().name());
          }
          default -> {
            // positions and counters are stored too, but no layer learns them
          }
        }
      }
      return new Network(component, parameters, types, weights.files().size());
    }
  }

  private List<String> row(String name, Network network) {
    if (network == null) {
      return List.of(name, folder.className(name), "-", "-", "-", "-");
    }
    String stored = String.join(", ", network.types);
    return List.of(
        name,
        folder.className(name),
        count(network.parameters),
        network.files == 1 ? stored : "%s in %d files".formatted(stored, network.files),
        network.loaded() ? size(network.fullBytes()) : "not used",
        network.loaded() ? size(network.halfBytes()) : "not used");
  }

  private String scheduler() {
    Config config = folder.config("scheduler");
    return "%s, %s timesteps, betas %s from %s to %s, predicts %s"
        .formatted(
            folder.className("scheduler"),
            text(config, "num_train_timesteps", "?"),
            text(config, "beta_schedule", "?"),
            text(config, "beta_start", "?"),
            text(config, "beta_end", "?"),
            // older folders lack the key; upstream's default
            text(config, "prediction_type", "epsilon"));
  }

  private String tokens() {
    try (ClipTokenizer tokenizer = ClipTokenizer.open(folder.path("tokenizer"))) {
      return "%d in the vocabulary, %d per prompt"
          .formatted(tokenizer.vocabularySize(), tokenizer.maxLength());
    }
  }

  private static String text(Config config, String key, String absent) {
    return config.hasPath(key) ? config.getAnyRef(key).toString() : absent;
  }

  private static String count(long parameters) {
    return parameters < 1_000_000
        ? Long.toString(parameters)
        : String.format(Locale.ROOT, "%.1f M", parameters / 1e6);
  }

  private static String size(long bytes) {
    return bytes < 1 << 30
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20))
        : String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1 << 30));
  }

  /** A component with weights; {@code parameters} are its floating-point numbers. */
  private record Network(String name, long parameters, Set<String> types, int files) {
    boolean loaded() {
      return LOADED.contains(name);
    }

    long fullBytes() {
      return loaded() ? FULL_BYTES * parameters : 0;
    }

    /** The chosen precision is that of the noise predictor alone. */
    long halfBytes() {
      return name.equals(UNET) ? HALF_BYTES * parameters : fullBytes();
    }
  }
}
