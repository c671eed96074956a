package org.dafusion.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;

/**
 * The state of a training with {@link Adam} as a safetensors file: each weight, both its moments,
 * what else the training keeps of it, and in the metadata which training it is.
 */
public final class TrainingCheckpoint implements AutoCloseable {
  private static final String WEIGHT = "weight.";
  private static final String MEAN = "mean.";
  private static final String SQUARE = "square.";
  private static final String STEPS = "dafusion.done";

  private final SafetensorsReader reader;

  private TrainingCheckpoint(SafetensorsReader reader) {
    this.reader = reader;
  }

  /**
   * Writes a checkpoint.
   *
   * @param origin which training this is, and what else is to be known of it
   * @param weights by a name, in the order in which Adam has them
   * @param more values of each weight besides, by a word that names them; see {@link #values}
   */
  public static void write(
      Path file,
      Map<String, String> origin,
      Map<String, NDArray> weights,
      Adam adam,
      Map<String, Function<String, float[]>> more)
      throws IOException {
    write(file, origin, weights, Map.of(), adam, more);
  }

  /**
   * Writes a checkpoint of a training that moves more than Adam does.
   *
   * @param origin as above
   * @param weights as above
   * @param statistics by a name, what else is read like a weight
   * @param more as above, of statistics too
   */
  public static void write(
      Path file,
      Map<String, String> origin,
      Map<String, NDArray> weights,
      Map<String, NDArray> statistics,
      Adam adam,
      Map<String, Function<String, float[]>> more)
      throws IOException {
    List<TensorData> tensors = new ArrayList<>();
    int place = 0;
    for (Map.Entry<String, NDArray> weight : weights.entrySet()) {
      int i = place++;
      String name = weight.getKey();
      long[] shape = weight.getValue().getShape().getShape();
      tensors.addAll(values(name, weight.getValue(), more));
      tensors.add(tensor(MEAN + name, () -> adam.mean(i), shape));
      tensors.add(tensor(SQUARE + name, () -> adam.square(i), shape));
    }
    statistics.forEach((name, values) -> tensors.addAll(values(name, values, more)));
    Map<String, String> metadata = new LinkedHashMap<>(origin);
    metadata.put(STEPS, Long.toString(adam.steps()));
    SafetensorsWriter.write(file, tensors, metadata);
  }

  private static List<TensorData> values(
      String name, NDArray weight, Map<String, Function<String, float[]>> more) {
    List<TensorData> tensors = new ArrayList<>();
    long[] shape = weight.getShape().getShape();
    tensors.add(tensor(WEIGHT + name, () -> HostMemory.read(weight), shape));
    more.forEach(
        (word, values) -> tensors.add(tensor(word + "." + name, () -> values.apply(name), shape)));
    return tensors;
  }

  private static TensorData tensor(String name, Supplier<float[]> values, long[] shape) {
    return TensorData.of(name, SafetensorsType.F32, values, shape);
  }

  /**
   * Opens a checkpoint.
   *
   * @param origin what its metadata must say
   * @throws ModelArtefactException if it says something else
   */
  public static TrainingCheckpoint open(Path file, Map<String, String> origin) {
    SafetensorsReader reader = SafetensorsReader.open(file);
    try {
      origin.forEach((name, expected) -> require(reader, name, expected));
      return new TrainingCheckpoint(reader);
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private static void require(SafetensorsReader reader, String name, String expected) {
    String found = reader.metadata().get(name);
    if (!expected.equals(found)) {
      throw new ModelArtefactException(
          "Cannot go on from %s because it is of another training: %s must be %s, found %s"
              .formatted(reader.file(), name, expected, found));
    }
  }

  /** Steps that had been taken. */
  public long steps() {
    return number(STEPS, Long::valueOf);
  }

  /**
   * A number of the metadata.
   *
   * @throws ModelArtefactException if there is none of that name
   */
  public <T> T number(String name, Function<String, T> parse) {
    String found = reader.metadata().get(name);
    try {
      if (found != null) {
        return parse.apply(found);
      }
    } catch (NumberFormatException e) {
      // told below, like one that is absent
    }
    throw new ModelArtefactException(
        "Cannot go on from %s because its metadata has no number %s, found %s"
            .formatted(reader.file(), name, found));
  }

  /** The values of a weight. */
  public float[] weight(String name) {
    return reader.floats(WEIGHT + name);
  }

  /** Values of a weight that were written besides. */
  public float[] values(String word, String name) {
    return reader.floats(word + "." + name);
  }

  /**
   * Gives an optimiser its steps and moments back.
   *
   * @param names of its weights, in its order
   */
  public void restore(Adam adam, Set<String> names) {
    List<String> ordered = List.copyOf(names);
    adam.restore(
        steps(),
        i -> reader.floats(MEAN + ordered.get(i)),
        i -> reader.floats(SQUARE + ordered.get(i)));
  }

  @Override
  public void close() {
    reader.close();
  }
}
