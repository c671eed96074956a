package org.dafusion.huggingface;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A model in the diffusers layout: {@code model_index.json} and a folder for each component that it
 * lists.
 */
public final class ModelFolder {
  private static final String INDEX = "model_index.json";

  private final Path path;
  private final String variant;
  private final Map<String, String> classNames;

  private ModelFolder(Path path, String variant, Map<String, String> classNames) {
    this.path = path;
    this.variant = variant;
    this.classNames = Collections.unmodifiableMap(classNames);
  }

  /**
   * Opens a folder whose weights carry no variant in their names.
   *
   * @throws ModelArtefactException if this is not a folder in the diffusers layout
   */
  public static ModelFolder open(Path path) {
    return open(path, "");
  }

  /**
   * Opens a folder.
   *
   * @param variant the variant of the weights to read, such as {@code fp16}; empty for the plain
   *     files
   * @throws ModelArtefactException if this is not a folder in the diffusers layout
   */
  public static ModelFolder open(Path path, String variant) {
    if (Files.isRegularFile(path)) {
      PickleFile.refuse(path);
      if (ArchiveFile.is(path.toString())) {
        throw new ModelArtefactException(
            "Cannot read the model " + path + " because " + ArchiveFile.reason());
      }
      throw new ModelArtefactException(
          "Cannot read the model "
              + path
              + " because it is a single file, expected a folder in the diffusers layout. Convert"
              + " it once, in Python:"
              + " StableDiffusionPipeline.from_single_file(\"…\").save_pretrained(\"…\","
              + " safe_serialization=True)");
    }
    if (!Files.isDirectory(path)) {
      throw new ModelArtefactException(
          "Cannot read the model "
              + path
              + " because there is no such folder; models are read from disk and never downloaded");
    }
    Path index = path.resolve(INDEX);
    if (!Files.isRegularFile(index)) {
      throw new ModelArtefactException(
          "Cannot read the model "
              + path
              + " because it has no "
              + INDEX
              + ", expected a folder in the diffusers layout (as save_pretrained writes it)");
    }
    return new ModelFolder(path, variant, readClassNames(index));
  }

  /** Components are the entries {@code "name": ["library", "class"]}; absent ones have nulls. */
  private static Map<String, String> readClassNames(Path index) {
    Config config = ModelComponent.readJson(index);
    Map<String, String> classNames = new TreeMap<>();
    config
        .root()
        .forEach(
            (name, value) -> {
              if (value.valueType() == ConfigValueType.LIST
                  && value.unwrapped() instanceof List<?> entry
                  && entry.size() == 2
                  && entry.get(1) instanceof String className) {
                requireName(index, name);
                classNames.put(name, className);
              }
            });
    if (classNames.isEmpty()) {
      throw new ModelArtefactException("Cannot read " + index + " because it lists no component");
    }
    return classNames;
  }

  /** A component is a folder beside the index: one from elsewhere must not lead out of there. */
  private static void requireName(Path index, String name) {
    boolean plain =
        name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-.".indexOf(c) >= 0);
    if (!plain || name.startsWith(".")) {
      throw new ModelArtefactException(
          "Cannot read "
              + index
              + " because it names the component "
              + name
              + ", which must be letters, digits, '_', '-' and '.'");
    }
  }

  public Path path() {
    return path;
  }

  /** The names of all components that the index lists, sorted. */
  public Set<String> components() {
    return classNames.keySet();
  }

  /** Whether the index lists a component; its folder may still be missing. */
  public boolean has(String component) {
    return classNames.containsKey(component);
  }

  /**
   * The Python class that reads a component, such as {@code UNet2DConditionModel}.
   *
   * @throws ModelArtefactException if the index does not list the component
   */
  public String className(String component) {
    return Optional.ofNullable(classNames.get(component))
        .orElseThrow(
            () ->
                new ModelArtefactException(
                    "Cannot read the component "
                        + component
                        + " because "
                        + path.resolve(INDEX)
                        + " does not list it, found "
                        + classNames.keySet()));
  }

  /**
   * A component by name.
   *
   * @throws ModelArtefactException if the index does not list it or its folder is missing
   */
  public ModelComponent component(String component) {
    className(component);
    return ModelComponent.open(path.resolve(component), variant);
  }

  /** The JSON configuration of a component; see {@link ModelComponent#config}. */
  public Config config(String component) {
    return component(component).config();
  }

  /** Opens the weights of a component, which the caller closes; see {@link ModelComponent}. */
  public Weights weights(String component) {
    return component(component).weights();
  }

  /** The folder of a component. */
  public Path path(String component) {
    return component(component).path();
  }

  /**
   * Identifies what this folder would compute, wherever it lies: a SHA-256 in hex digits over the
   * name and content of the index, of every component's JSON and text files, and of the weights
   * that this variant reads. Reads every byte (measured: 0.7 s for 1 GB and core), so take it once
   * in a run.
   *
   * @throws ModelArtefactException if a file cannot be read
   */
  public String digest() {
    List<Path> files = new ArrayList<>();
    files.add(path.resolve(INDEX));
    for (String name : components()) {
      if (Files.isDirectory(path.resolve(name))) {
        files.addAll(component(name).filesThatMatter());
      }
    }
    return FolderDigest.of(path, files);
  }
}
