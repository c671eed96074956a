package org.dafusion.erasure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dafusion.engine.Adam;
import org.dafusion.engine.TrainingCheckpoint;

/** A {@link TrainingCheckpoint} of a UNet, with the loss of the last iteration. */
final class ErasureCheckpoint {
  private static final String LOSS = "dafusion.loss";

  private ErasureCheckpoint() {}

  static void write(Path file, ErasureOrigin origin, double loss, TrainedUnet unet, Adam adam)
      throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>(origin.metadata());
    metadata.put(LOSS, Double.toString(loss));
    TrainingCheckpoint.write(file, metadata, unet.weights(), adam, Map.of());
  }

  static Progress read(Path file, ErasureOrigin origin, TrainedUnet unet, Adam adam) {
    try (TrainingCheckpoint checkpoint = TrainingCheckpoint.open(file, origin.metadata())) {
      Progress progress =
          new Progress(
              Math.toIntExact(checkpoint.steps()), checkpoint.number(LOSS, Double::valueOf));
      unet.set(checkpoint::weight);
      checkpoint.restore(adam, unet.weights().keySet());
      return progress;
    }
  }

  /** How far a training had come. */
  record Progress(int iterations, double loss) {}
}
