package org.dafusion.serving;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.FolderDigest;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.image.Image;

/**
 * A classifier from a model folder of DJL, loaded: one that {@link ClassifierFolder} wrote, or any
 * other with a TorchScript file from (batch, 3, height, width) to (batch, classes), a {@code
 * synset.txt} and a {@code serving.properties} for DJL's {@code ImageClassificationTranslator}.
 *
 * <p>Any number of threads may use it. A picture's probabilities depend on no other picture: the
 * network always runs on the same number of rows.
 */
public final class SavedClassifier implements AutoCloseable {
  private static final String SUFFIX = ".pt";

  private final Path folder;
  private final CompiledModel network;
  private final List<String> classNames;
  private final Preprocessing preprocessing;

  private SavedClassifier(
      Path folder, CompiledModel network, List<String> classNames, Preprocessing preprocessing) {
    this.folder = folder;
    this.network = network;
    this.classNames = classNames;
    this.preprocessing = preprocessing;
  }

  /**
   * Loads a classifier.
   *
   * @throws ModelArtefactException if a file is absent, or not what it should be
   */
  public static SavedClassifier open(Path folder, Device device) {
    Path file = folder.resolve(ClassifierFolder.PROPERTIES);
    Properties properties = properties(file);
    String engine = properties.getProperty("engine", "PyTorch");
    if (!engine.equals("PyTorch")) {
      throw new ModelArtefactException(
          "Cannot use the classifier %s: its engine must be PyTorch, found %s"
              .formatted(file, engine));
    }
    Preprocessing preprocessing = Preprocessing.read(properties, file);
    List<String> classNames = classNames(folder, properties);
    CompiledModel network =
        new ModelCompiler(device, Precision.FP32).load(networkFile(folder, properties));
    return new SavedClassifier(folder, network, classNames, preprocessing);
  }

  /**
   * Names of a classifier's classes, by label, without loading it.
   *
   * @throws ModelArtefactException as {@link #open}
   */
  public static List<String> classNames(Path folder) {
    return classNames(folder, properties(folder.resolve(ClassifierFolder.PROPERTIES)));
  }

  private static Properties properties(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
  }

  private static List<String> classNames(Path folder, Properties properties) {
    String listed = properties.getProperty("synset");
    if (listed != null) {
      return List.of(listed.split(","));
    }
    Path file =
        folder.resolve(properties.getProperty("synsetFileName", ClassifierFolder.SYNSET).strip());
    try {
      List<String> names = ClassifierFolder.classNames(file);
      if (names.isEmpty()) {
        throw new ModelArtefactException(
            "Cannot use the classifier %s: %s must name its classes, found an empty file"
                .formatted(folder, file.getFileName()));
      }
      return names;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** By the name that an option says, else by that of the folder, else model.pt, as DJL has it. */
  private static Path networkFile(Path folder, Properties properties) {
    List<String> names = new ArrayList<>();
    String said = properties.getProperty("option.modelName");
    if (said != null) {
      // the digest of the folder covers what lies in it
      if (said.contains("/") || said.contains("\\")) {
        throw new ModelArtefactException(
            "Cannot use the classifier %s because option.modelName must be a name in it, found %s"
                .formatted(folder, said));
      }
      names.add(said.endsWith(SUFFIX) ? said : said + SUFFIX);
    }
    names.add(folder.toAbsolutePath().normalize().getFileName() + SUFFIX);
    names.add("model" + SUFFIX);
    return names.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new ModelArtefactException(
                    "Cannot use the classifier %s because it holds no network: expected one of %s"
                        .formatted(folder, names)));
  }

  private static ModelArtefactException unreadable(Path file, Exception e) {
    String reason = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
    return new ModelArtefactException("Cannot read " + file + " because " + reason, e);
  }

  /** Names of its classes, by label. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * SHA-256 over all files of a folder, in hex digits: another digest is another classifier.
   *
   * @throws ModelArtefactException if there is no such folder
   */
  public static String digest(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return FolderDigest.of(folder, files.filter(Files::isRegularFile).toList());
    } catch (IOException e) {
      throw new ModelArtefactException(
          "Cannot use the classifier %s because %s"
              .formatted(folder, e instanceof NoSuchFileException ? "there is no such folder" : e),
          e);
    }
  }

  /**
   * A picture as the network takes it. To do so at once spares the memory of the original, and
   * changes nothing: of what comes back {@link #probabilities} are the same.
   */
  public Image sized(Image image) {
    return preprocessing.sized(image);
  }

  /**
   * How probable each class is.
   *
   * @param images 1 to {@code rows}, of any sizes
   * @param rows on which the network runs, those without a picture being zero
   * @return for each image a probability by label
   * @throws ModelArtefactException if the network answers with other than one number for each class
   * @throws OutOfDeviceMemoryException if there is no room for so many rows
   */
  public float[][] probabilities(List<Image> images, int rows) {
    if (images.isEmpty() || images.size() > rows) {
      throw new IllegalArgumentException(
          "Invalid batch: must hold 1 to %d pictures, found %d".formatted(rows, images.size()));
    }
    List<Image> sized = images.stream().map(preprocessing::sized).toList();
    Image first = sized.get(0);
    int length = first.width() * first.height() * Image.CHANNELS;
    float[] pixels = new float[Math.multiplyExact(rows, length)];
    for (int row = 0; row < sized.size(); row++) {
      Image image = sized.get(row);
      if (image.width() != first.width() || image.height() != first.height()) {
        throw new IllegalArgumentException(
            "Invalid batch: without resize in %s pictures must be of one size, found %s and %s"
                .formatted(ClassifierFolder.PROPERTIES, first, image));
      }
      preprocessing.write(image, pixels, row * length);
    }
    Shape shape = new Shape(rows, Image.CHANNELS, first.height(), first.width());
    return probabilities(answers(pixels, shape), sized.size());
  }

  private float[] answers(float[] pixels, Shape shape) {
    try {
      // before an error of the engine is taken for the network's
      return OutOfDeviceMemoryException.recognisedIn(() -> forward(pixels, shape));
    } catch (EngineException | IllegalStateException e) {
      String reason = String.valueOf(e.getMessage());
      if (reason.contains("CUDA")) {
        throw e; // the device's fault
      }
      throw new ModelArtefactException(
          "Cannot use the classifier %s because its network does not take pictures of shape %s to one tensor: %s"
              .formatted(folder, shape, reason.lines().findFirst().orElse("")),
          e);
    }
  }

  private float[] forward(float[] pixels, Shape shape) {
    try (NDManager scope = TorchRuntime.newManager(network.device())) {
      NDArray answers = network.forward(HostMemory.floats(scope, pixels, shape));
      Shape expected = new Shape(shape.get(0), classNames.size());
      if (!answers.getShape().equals(expected)) {
        throw new ModelArtefactException(
            "Cannot use the classifier %s: it must answer with the shape %s, for the %d classes that it names, found %s"
                .formatted(folder, expected, classNames.size(), answers.getShape()));
      }
      return answers.toFloatArray();
    }
  }

  private float[][] probabilities(float[] answers, int images) {
    int classes = classNames.size();
    float[][] probabilities = new float[images][classes];
    for (int i = 0; i < images; i++) {
      System.arraycopy(answers, i * classes, probabilities[i], 0, classes);
      if (preprocessing.softmax()) {
        softmax(probabilities[i]);
      }
    }
    return probabilities;
  }

  private static void softmax(float[] values) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    double sum = 0;
    for (float value : values) {
      sum += Math.exp(value - largest);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.exp(values[i] - largest) / sum);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
