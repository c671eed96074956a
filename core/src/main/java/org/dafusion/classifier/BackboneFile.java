package org.dafusion.classifier;

import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelComponent;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.DeiT;
import org.dafusion.model.FeatureNetwork;
import org.dafusion.model.ResNet;
import org.dafusion.pretrain.BackboneTraining;
import org.dafusion.transform.Normalisation;

/**
 * A backbone in a safetensors file: a ResNet, whose shapes say all about it, or a DeiT, which is
 * told by its key names and has a {@code config.json} beside it.
 *
 * @param file the file itself
 * @param definition the network
 * @param metadata texts of its header; where {@link BackboneTraining} wrote it, they tell what
 *     pictures it was trained on
 */
record BackboneFile(Path file, FeatureNetwork definition, Map<String, String> metadata)
    implements BackboneSource {
  private static final String EXTENSION = ".safetensors";
  private static final Map<String, String> DIGESTS = new ConcurrentHashMap<>();
  private static final ConfigRenderOptions CONCISE = ConfigRenderOptions.concise();

  static BackboneFile open(String name) {
    Path path = Path.of(name);
    Path file = Files.isDirectory(path) ? onlyFile(path) : path;
    try (Weights weights = Weights.open(file)) {
      FeatureNetwork definition = definition(weights, file);
      ModelCompiler.verify(definition, weights);
      requireKnown(weights.metadata().get(BackboneTraining.NORMALISATION), file);
      return new BackboneFile(file, definition, weights.metadata());
    }
  }

  private static FeatureNetwork definition(Weights weights, Path file) {
    Map<String, List<Long>> shapes = weights.shapes();
    return DeiT.isIn(shapes)
        ? DeiT.from(ModelComponent.open(folder(file)).config(), shapes)
        : ResNet.from(shapes, weights.describe());
  }

  private static Path folder(Path file) {
    return file.toAbsolutePath().getParent();
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

  /** {@inheritDoc} Of a DeiT's file and what its configuration says, which shapes it too. */
  @Override
  public String digest() {
    try {
      // a grid asks for that of one large file hundreds of times
      String known = version(file);
      if (definition instanceof DeiT) {
        known += version(folder(file).resolve("config.json"));
      }
      return DIGESTS.computeIfAbsent(known, name -> computeDigest());
    } catch (IOException e) {
      throw new ModelArtefactException("Cannot read " + file + " because " + e, e);
    }
  }

  private static String version(Path file) throws IOException {
    FileTime written = Files.getLastModifiedTime(file);
    return "%s@%d+%d "
        .formatted(file.toAbsolutePath(), written.to(TimeUnit.NANOSECONDS), Files.size(file));
  }

  private String computeDigest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      if (definition instanceof DeiT) {
        String config = ModelComponent.open(folder(file)).config().root().render(CONCISE);
        sha256.update(config.getBytes(StandardCharsets.UTF_8));
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
    return otherNumbers(settings).or(() -> otherSize(settings));
  }

  /** Only where the protocol asks for it; else they are refused. */
  private Optional<String> otherNumbers(ClassifierSettings settings) {
    return normalisation()
        .filter(trained -> !trained.equals(settings.normalisation()))
        .map(
            trained ->
                "classifier.normalisation = %s, as of the protocol %s, and %s was trained with %s: its batch normalisation has to make up for that"
                    .formatted(settings.normalisation(), settings.protocol(), file, trained));
  }

  private Optional<String> otherSize(ClassifierSettings settings) {
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
