package org.dafusion.huggingface;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One component of a model on disk: a folder with a JSON configuration and, for a network, weights.
 *
 * <p>Weights are {@code diffusion_pytorch_model.safetensors} (diffusers) or {@code
 * model.safetensors} (transformers), whole or as shards with an index. A variant such as {@code
 * fp16} is part of the file name; where one is asked for, nothing else is read in its place.
 */
public final class ModelComponent {
  private static final List<String> CONFIG_NAMES =
      List.of(
          "config.json",
          "scheduler_config.json",
          "preprocessor_config.json",
          "tokenizer_config.json");
  private static final List<String> WEIGHT_NAMES = List.of("diffusion_pytorch_model", "model");
  private static final Pattern TEXT = Pattern.compile("\\.(json|txt)$");
  // Strings are matched too, so that what stands inside them is not taken for a number.
  private static final Pattern STRING_OR_PYTHON_NUMBER =
      Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|-?\\bInfinity\\b|\\bNaN\\b");

  private final Path path;
  private final String variant;

  private ModelComponent(Path path, String variant) {
    this.path = path;
    this.variant = variant;
  }

  /**
   * A component in a folder of its own, without a variant.
   *
   * @throws ModelArtefactException if there is no such folder
   */
  public static ModelComponent open(Path path) {
    return open(path, "");
  }

  /**
   * A component in a folder of its own.
   *
   * @param variant the variant of the weights, such as {@code fp16}; empty for the plain files
   * @throws ModelArtefactException if there is no such folder
   */
  public static ModelComponent open(Path path, String variant) {
    if (!Files.isDirectory(path)) {
      throw new ModelArtefactException(
          "Cannot read the component " + path + " because there is no such folder");
    }
    return new ModelComponent(path, variant);
  }

  public Path path() {
    return path;
  }

  /**
   * The component's JSON configuration.
   *
   * @throws ModelArtefactException if it has none or it is not valid JSON
   */
  public Config config() {
    for (String name : CONFIG_NAMES) {
      Path file = path.resolve(name);
      if (Files.isRegularFile(file)) {
        return readJson(file);
      }
    }
    throw new ModelArtefactException(
        "Cannot read the component " + path + " because it has none of " + CONFIG_NAMES);
  }

  /**
   * Opens the component's weights; the caller closes them.
   *
   * @throws ModelArtefactException if there are none, only pickles, or they are not valid
   */
  public Weights weights() {
    return Weights.open(weightsFile());
  }

  /** Whether the folder holds any weights, be they such as {@link #weights} refuses. */
  public boolean hasWeights() {
    return files().stream()
        .anyMatch(
            file -> file.getFileName().toString().contains(".safetensors") || PickleFile.is(file));
  }

  private Path weightsFile() {
    return findWeightsFile().orElseThrow(this::noWeights);
  }

  private Optional<Path> findWeightsFile() {
    return WEIGHT_NAMES.stream()
        .flatMap(name -> candidates(name).stream())
        .map(path::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** The JSON and text files, and the safetensors files that {@link #weights()} reads. */
  List<Path> filesThatMatter() {
    List<Path> matter =
        new ArrayList<>(
            files().stream()
                .filter(file -> TEXT.matcher(file.getFileName().toString()).find())
                .toList());
    if (findWeightsFile().isPresent()) {
      try (Weights weights = weights()) {
        matter.addAll(weights.files());
      }
    }
    return matter;
  }

  private List<String> candidates(String name) {
    if (variant.isEmpty()) {
      return List.of(name + ".safetensors", name + ".safetensors.index.json");
    }
    // The libraries have changed where the variant stands in an index's name.
    return List.of(
        name + "." + variant + ".safetensors",
        name + ".safetensors.index." + variant + ".json",
        name + ".safetensors." + variant + ".index.json",
        name + "." + variant + ".safetensors.index.json");
  }

  private ModelArtefactException noWeights() {
    List<Path> files = files();
    List<String> safetensors =
        files.stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".safetensors"))
            .toList();
    if (safetensors.isEmpty()) {
      for (Path file : files) {
        if (PickleFile.is(file)) {
          return PickleFile.refusal(file);
        }
      }
    }
    List<String> expected = new ArrayList<>();
    WEIGHT_NAMES.forEach(name -> expected.add(candidates(name).get(0)));
    return new ModelArtefactException(
        "Cannot read the weights in "
            + path
            + " because there is no "
            + String.join(" or ", expected)
            + " (or index of shards)"
            + (safetensors.isEmpty() ? "" : ", found " + safetensors));
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new ModelArtefactException("Cannot list " + path + " because " + e, e);
    }
  }

  /**
   * Reads one JSON file. Numbers that JSON does not have and Python writes all the same, such as
   * {@code -Infinity}, are read as their text, which {@link Config#getDouble} understands.
   *
   * @throws ModelArtefactException if it is absent, not valid JSON, or larger or deeper than any
   *     that was published
   */
  static Config readJson(Path file) {
    try {
      String json =
          STRING_OR_PYTHON_NUMBER
              .matcher(TextFile.read(file))
              .replaceAll(found -> Matcher.quoteReplacement(quoted(found.group())));
      NestingLimit.check(json);
      return ConfigFactory.parseString(
          json,
          ConfigParseOptions.defaults()
              .setSyntax(ConfigSyntax.JSON)
              .setOriginDescription(file.toString()));
    } catch (ConfigException | IOException e) {
      throw new ModelArtefactException(
          "Cannot read "
              + file
              + " because "
              + (e instanceof NoSuchFileException ? "there is no such file" : e.getMessage()),
          e);
    }
  }

  private static String quoted(String token) {
    return token.startsWith("\"") ? token : '"' + token + '"';
  }
}
