package org.dafusion.erasure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dafusion.engine.Adam;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;

/**
 * The state of a training as a safetensors file: weights, the two moments of Adam for each, and
 * what the training is.
 */
final class ErasureCheckpoint {
  private static final String WEIGHT = "weight.";
  private static final String MEAN = "mean.";
  private static final String SQUARE = "square.";
  private static final String ITERATIONS = "dafusion.done";
  private static final String LOSS = "dafusion.loss";

  private ErasureCheckpoint() {}

  static void write(
      Path file, ErasureOrigin origin, int iterations, double loss, TrainedUnet unet, Adam adam)
      throws IOException {
    List<TensorData> tensors = new ArrayList<>();
    int place = 0;
    for (String key : unet.weights().keySet()) {
      int i = place++;
      long[] shape = unet.weights().get(key).getShape().getShape();
      tensors.add(tensor(WEIGHT + key, () -> unet.values(key), shape));
      tensors.add(tensor(MEAN + key, () -> adam.mean(i), shape));
      tensors.add(tensor(SQUARE + key, () -> adam.square(i), shape));
    }
    Map<String, String> metadata = new LinkedHashMap<>(origin.metadata());
    metadata.put(ITERATIONS, Integer.toString(iterations));
    metadata.put(LOSS, Double.toString(loss));
    SafetensorsWriter.write(file, tensors, metadata);
  }

  private static TensorData tensor(String name, Supplier<float[]> values, long[] shape) {
    return TensorData.of(name, SafetensorsType.F32, values, shape);
  }

  static Progress read(Path file, ErasureOrigin origin, TrainedUnet unet, Adam adam) {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      origin
          .metadata()
          .forEach((name, expected) -> require(file, name, reader.metadata().get(name), expected));
      Progress progress =
          new Progress(
              number(file, ITERATIONS, reader, Integer::valueOf),
              number(file, LOSS, reader, Double::valueOf));
      List<String> keys = List.copyOf(unet.weights().keySet());
      unet.set(key -> reader.floats(WEIGHT + key));
      adam.restore(
          progress.iterations(),
          i -> reader.floats(MEAN + keys.get(i)),
          i -> reader.floats(SQUARE + keys.get(i)));
      return progress;
    }
  }

  private static <T> T number(
      Path file, String name, SafetensorsReader reader, Function<String, T> parse) {
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
            .formatted(file, name, found));
  }

  private static void require(Path file, String name, String found, String expected) {
    if (!expected.equals(found)) {
      throw new ModelArtefactException(
          "Cannot go on from %s because it is of another training: %s must be %s, found %s"
              .formatted(file, name, expected, found));
    }
  }

  /** How far a training had come. */
  record Progress(int iterations, double loss) {}
}
