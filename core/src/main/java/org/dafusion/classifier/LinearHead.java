package org.dafusion.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dafusion.engine.HostMemory;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.random.UniformDraws;

/**
 * A linear layer from features to class logits, with what is needed to use it again. Immutable.
 *
 * <p>On disk it is a safetensors file with torchvision's keys {@code fc.weight} (classes, width)
 * and {@code fc.bias} (classes), and its {@link HeadDescription} as metadata. Where training moved
 * the backbone too, the tensors that it moved lie there by their own keys.
 */
public final class LinearHead {
  private static final String WEIGHT = "fc.weight";
  private static final String BIAS = "fc.bias";

  private final HeadDescription description;
  private final int width;
  private final float[] weight;
  private final float[] bias;

  /**
   * @param width numbers per feature vector
   * @param weight (classes, width), row after row
   * @param bias (classes)
   */
  LinearHead(HeadDescription description, int width, float[] weight, float[] bias) {
    int classes = description.classNames().size();
    if (weight.length != classes * width || bias.length != classes) {
      throw new IllegalArgumentException(
          "Invalid head: must have %d x %d weights and %d biases, found %d and %d"
              .formatted(classes, width, classes, weight.length, bias.length));
    }
    this.description = description;
    this.width = width;
    this.weight = weight.clone();
    this.bias = bias.clone();
  }

  /**
   * An untrained head, as PyTorch initialises {@code nn.Linear}: weights and biases evenly from ± 1
   * / √width.
   */
  static LinearHead initial(HeadDescription description, int width, long seed) {
    int classes = description.classNames().size();
    UniformDraws random = new UniformDraws(seed);
    double bound = 1 / Math.sqrt(width);
    float[] weight = new float[Math.multiplyExact(classes, width)];
    float[] bias = new float[classes];
    fill(weight, bound, random);
    fill(bias, bound, random);
    return new LinearHead(description, width, weight, bias);
  }

  private static void fill(float[] values, double bound, UniformDraws random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.between(-bound, bound);
    }
  }

  /** What the head was trained for. */
  public HeadDescription description() {
    return description;
  }

  /** Numbers per feature vector. */
  public int featureWidth() {
    return width;
  }

  /** A tensor by its key on disk, row after row; null where the head has none of that key. */
  float[] values(String key) {
    return switch (key) {
      case WEIGHT -> weight.clone();
      case BIAS -> bias.clone();
      default -> null;
    };
  }

  /** Writes the head, over a file of the same name. */
  public void save(Path file) throws IOException {
    save(file, List.of());
  }

  /**
   * Writes the head and what training moved in the backbone before it, over a file of the same
   * name.
   *
   * @param backbone of a {@link TrialResult}, by the backbone's own keys
   */
  public void save(Path file, List<TensorData> backbone) throws IOException {
    List<TensorData> tensors = new ArrayList<>(backbone);
    tensors.add(TensorData.of(WEIGHT, weight, bias.length, width));
    tensors.add(TensorData.of(BIAS, bias, bias.length));
    SafetensorsWriter.write(file, tensors, description.toMetadata());
  }

  /**
   * Reads a head that {@link #save} wrote.
   *
   * @throws ModelArtefactException if the file is no such head
   */
  public static LinearHead load(Path file) {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      HeadDescription description = HeadDescription.fromMetadata(reader.metadata(), file);
      long classes = description.classNames().size();
      List<Long> shape = reader.info(WEIGHT).shape();
      if (shape.size() != 2
          || shape.get(0) != classes
          || !reader.info(BIAS).shape().equals(List.of(classes))) {
        throw new ModelArtefactException(
            "Cannot read a head from %s: must have %s of shape [%d, width] and %s of shape [%d], found %s and %s"
                .formatted(file, WEIGHT, classes, BIAS, classes, shape, reader.info(BIAS).shape()));
      }
      return new LinearHead(
          description, Math.toIntExact(shape.get(1)), reader.floats(WEIGHT), reader.floats(BIAS));
    }
  }

  /**
   * What training moved in the backbone before the head, by the backbone's own keys.
   *
   * @param file that {@link #save(Path, List)} wrote
   * @return empty where the backbone stayed as it was
   * @throws ModelArtefactException if the file cannot be read
   */
  public static List<TensorData> loadBackbone(Path file) {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      return reader.tensors().values().stream()
          .filter(info -> !info.name().equals(WEIGHT) && !info.name().equals(BIAS))
          .map(info -> TensorData.of(info.name(), reader.floats(info.name()), info.dimensions()))
          .toList();
    }
  }

  /** The weights as an array, (classes, width). */
  NDArray weight(NDManager manager) {
    return HostMemory.floats(manager, weight, new Shape(bias.length, width));
  }

  /** The biases as an array, (classes). */
  NDArray bias(NDManager manager) {
    return HostMemory.floats(manager, bias, new Shape(bias.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinearHead that
        && description.equals(that.description)
        && width == that.width
        && Arrays.equals(weight, that.weight)
        && Arrays.equals(bias, that.bias);
  }

  @Override
  public int hashCode() {
    return 31 * description.hashCode() + Arrays.hashCode(weight);
  }
}
