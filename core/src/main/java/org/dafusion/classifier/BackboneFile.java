package org.dafusion.classifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.ResNet;
import org.dafusion.pretrain.BackboneTraining;
import org.dafusion.transform.Normalisation;

/**
 * A backbone in a safetensors file.
 *
 * @param file the file itself
 * @param definition the network that its shapes describe
 * @param metadata texts of its header; where {@link BackboneTraining} wrote it, they tell what
 *     pictures it was trained on
 */
record BackboneFile(Path file, ResNet definition, Map<String, String> metadata)
    implements BackboneSource {
  private static final String EXTENSION = ".safetensors";

  static BackboneFile open(String name) {
    Path path = Path.of(name);
    Path file = Files.isDirectory(path) ? onlyFile(path) : path;
    try (Weights weights = Weights.open(file)) {
      ResNet definition = ResNet.from(weights.shapes(), weights.describe());
      ModelCompiler.verify(definition, weights);
      requireKnown(weights.metadata().get(BackboneTraining.NORMALISATION), file);
      return new BackboneFile(file, definition, weights.metadata());
    }
  }

  /** A normalisation that nobody can set is told as the file's fault. */
  private static void requireKnown(String normalisation, Path file) {
    if (normalisation != null && !Normalisation.labels().contains(normalisation)) {
      throw new ModelArtefactException(
          "Cannot use the backbone %s: the %s in its metadata must be one of %s, found %s"
              .formatted(
                  file,
                  BackboneTraining.NORMALISATION,
                  String.join(", ", Normalisation.labels()),
                  normalisation));
    }
  }

  private static Path onlyFile(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files = entries.sorted().toList();
      List<Path> found =
          files.stream().filter(file -> file.toString().endsWith(EXTENSION)).toList();
      if (found.size() == 1) {
        return found.get(0);
      }
      throw new ModelArtefactException(
          "Cannot read a backbone from %s because it holds %d %s files, expected exactly one; found %s"
              .formatted(
                  folder,
                  found.size(),
                  EXTENSION,
                  files.stream().map(file -> file.getFileName().toString()).limit(8).toList()));
    } catch (IOException e) {
      throw new ModelArtefactException("Cannot read " + folder + " because " + e, e);
    }
  }

  @Override
  public String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (IOException e) {
      throw new ModelArtefactException("Cannot read " + file + " because " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must offer SHA-256", e);
    }
  }

  @Override
  public Optional<String> normalisation() {
    return Optional.ofNullable(metadata.get(BackboneTraining.NORMALISATION));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Another size of pictures is no error: a ResNet averages over whatever area is left at its
   * end, and torchvision's own weights are trained and judged at different sizes. But things then
   * have another scale than it learned (Touvron et al. 2019), which a user may not intend.
   */
  @Override
  public Optional<String> warning(ClassifierSettings settings) {
    return Optional.ofNullable(metadata.get(BackboneTraining.IMAGE_SIZE))
        .filter(size -> !size.equals(Integer.toString(settings.imageSize())))
        .map(
            size ->
                "classifier.image-size = %d, and %s was trained on pictures of %s pixels: it takes any size, but knows things at the scale that they have there"
                    .formatted(settings.imageSize(), file, size));
  }

  @Override
  public CompiledModel compile(ModelCompiler compiler) {
    try (Weights weights = Weights.open(file)) {
      return compiler.compile(definition, weights);
    }
  }
}
