package org.dafusion.jobs.pretrain;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.stage.LocalFiles;
import org.dafusion.jobs.table.RunId;
import org.dafusion.jobs.table.Sha256;
import org.dafusion.pretrain.ComponentConfig;
import org.dafusion.pretrain.InitialWeights;

/**
 * A model folder in work, on the local disk: what a part's training begins with, and later what it
 * made. It has copies of texts and links to weights, so that the folder that it came from stays as
 * it is and no gigabytes are moved; new weights take the place of a link. What the part has nothing
 * to do with stays where it is. Closing deletes the draft.
 */
final class ModelDraft implements AutoCloseable {
  private static final String TEXT_ENCODER = "text_encoder";
  private static final String TOKENIZER = "tokenizer";

  /** What a card and digests say of the one folder is not true of the other. */
  private static final List<String> LEFT_OUT = List.of(PublishedModel.CARD, PublishedModel.DIGESTS);

  /** What training may write to in place. */
  private static final Pattern TEXT = Pattern.compile(".*\\.(json|txt)");

  private final Path folder;
  private final ModelPart part;
  private final SortedMap<String, Path> elsewhere = new TreeMap<>();

  private ModelDraft(Path folder, ModelPart part) {
    this.folder = folder;
    this.part = part;
  }

  /**
   * What a part begins with: the folder to begin from, with what other parts have made since.
   *
   * @param from folder in the diffusers layout, whose components may lack weights
   * @param made what earlier commands have made of it
   */
  static ModelDraft of(Path from, PublishedModel made, ModelPart part) throws IOException {
    ModelFolder.open(from);
    ModelDraft draft = new ModelDraft(Files.createTempDirectory("dafusion-pretrain"), part);
    try {
      for (String file : made.files()) {
        if (part.dependsOn(file) && !part.writes(file)) {
          made.fetch(file, draft.place(file));
        }
      }
      for (Map.Entry<String, Path> file : LocalFiles.in(from).entrySet()) {
        if (!LEFT_OUT.contains(file.getKey())) {
          draft.bring(file.getKey(), file.getValue().toAbsolutePath());
        }
      }
      return draft;
    } catch (IOException | RuntimeException e) {
      draft.close();
      throw e;
    }
  }

  private void bring(String name, Path file) throws IOException {
    if (!part.dependsOn(name) && !name.equals(PublishedModel.INDEX)) {
      elsewhere.put(name, file);
    } else if (!Files.exists(folder.resolve(name))) {
      if (TEXT.matcher(name).matches()) {
        Files.copy(file, place(name));
      } else {
        Files.createSymbolicLink(place(name), file);
      }
    }
  }

  private Path place(String name) throws IOException {
    Path place = folder.resolve(name);
    Files.createDirectories(place.getParent());
    return place;
  }

  Path folder() {
    return folder;
  }

  /** The folder, to be read. */
  ModelFolder open() {
    return ModelFolder.open(folder);
  }

  /**
   * Learns a tokenizer where the folder has none, and makes the text encoder's configuration suit
   * it.
   *
   * @return tokens of its vocabulary; 0 where there was one
   */
  int learnTokenizer(CaptionSettings captions, List<String> texts) throws IOException {
    if (Files.exists(folder.resolve(TOKENIZER).resolve("vocab.json"))) {
      return 0;
    }
    Config encoder = open().config(TEXT_ENCODER);
    int tokens =
        captions.writeTokenizer(
            folder.resolve(TOKENIZER), texts, encoder.getInt("max_position_embeddings"));
    Path component = folder.resolve(TEXT_ENCODER);
    ComponentConfig.set(component, "vocab_size", tokens);
    ComponentConfig.set(component, "bos_token_id", tokens - 2);
    ComponentConfig.set(component, "eos_token_id", tokens - 1);
    ComponentConfig.set(component, "pad_token_id", tokens - 1);
    return tokens;
  }

  /** All files of the model by their path in it, wherever they lie. */
  SortedMap<String, Path> files() throws IOException {
    SortedMap<String, Path> files = new TreeMap<>(elsewhere);
    files.putAll(LocalFiles.in(folder));
    return files;
  }

  /** Whether there are weights of a component, wherever they lie. */
  boolean hasWeights(String component) throws IOException {
    return files().keySet().stream().anyMatch(file -> PublishedModel.isWeights(file, component));
  }

  /**
   * Draws weights for those of the part's networks that have none.
   *
   * @throws ModelArtefactException if the part needs another that nobody has trained
   */
  void drawWeights(long seed) throws IOException {
    if (part == ModelPart.DIFFUSION && !open().component("vae").hasWeights()) {
      throw new ModelArtefactException(
          "Cannot train the part diffusion because there are no weights of the autoencoder whose latents it is to know: train the part vae first");
    }
    InitialWeights.complete(open(), part.networks(), seed);
  }

  /** Identifies all that the part's training begins with. */
  String digest() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (Map.Entry<String, Path> file : LocalFiles.in(folder).entrySet()) {
      if (part.dependsOn(file.getKey())) {
        digests.put(file.getKey(), Sha256.of(file.getValue()));
      }
    }
    return RunId.of("model", digests);
  }

  @Override
  public void close() {
    try {
      LocalFiles.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
