package org.dafusion.jobs.invert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.inversion.TrainingState;
import org.dafusion.jobs.table.Checkpoints;

/** The training of a token between two steps, as a file of {@link Checkpoints}. */
record TokenCheckpoint(Checkpoints checkpoints, Configuration hadoop) {
  private static final String VECTORS = "vectors";
  private static final String MEANS = "means";
  private static final String SQUARES = "squares";
  private static final String LOSSES = "losses";
  private static final String STEP = "step";
  private static final String LOSS = "loss";
  private static final String RECOMPUTES = "recomputes";

  /**
   * Where the training of a token stood; null if it has not begun, or was left by a version that
   * kept no losses.
   */
  TrainingState fetch(String id) {
    Path local = temporary();
    try {
      if (!checkpoints.fetch(id, local, hadoop)) {
        return null;
      }
      try (SafetensorsReader reader = SafetensorsReader.open(local)) {
        if (!reader.tensors().containsKey(LOSSES)) {
          return null;
        }
        Map<String, String> numbers = reader.metadata();
        return new TrainingState(
            Integer.parseInt(numbers.get(STEP)),
            reader.floats(VECTORS),
            reader.floats(MEANS),
            reader.floats(SQUARES),
            reader.floats(LOSSES),
            Double.parseDouble(numbers.get(LOSS)),
            // left out by versions that did not know
            Boolean.parseBoolean(numbers.get(RECOMPUTES)));
      }
    } finally {
      delete(local);
    }
  }

  void store(String id, TrainingState state) {
    Path local = temporary();
    try {
      SafetensorsWriter.write(
          local,
          List.of(
              tensor(VECTORS, state.vectors()),
              tensor(MEANS, state.means()),
              tensor(SQUARES, state.squares()),
              tensor(LOSSES, state.losses())),
          Map.of(
              STEP,
              Integer.toString(state.step()),
              LOSS,
              Double.toString(state.loss()),
              RECOMPUTES,
              Boolean.toString(state.recomputes())));
      checkpoints.store(id, local, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + local + " because " + e.getMessage(), e);
    } finally {
      delete(local);
    }
  }

  private static TensorData tensor(String name, float[] values) {
    return TensorData.of(name, values, values.length);
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("dafusion-token", ".safetensors");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path local) {
    try {
      Files.deleteIfExists(local);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
