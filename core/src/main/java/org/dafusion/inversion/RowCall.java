package org.dafusion.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.PredictionPass;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;

/**
 * Text encoder and noise predictor, forward and backward, for rows that do not know each other:
 * each has its own copy of its concept's vectors. Rows that are missing to the number asked for are
 * copies of the last.
 *
 * @param size of each row's latents
 * @param times is told what each call took
 */
record RowCall(StableDiffusion model, LatentSize size, CallTimes times) implements RowTrainer.Call {
  /**
   * The factor that keeps the gradients of a mean over thousands of values from being lost in 16
   * bits of little range; a power of two is taken out again without a trace.
   */
  static int lossScale(Precision precision, LatentSize size) {
    return switch (precision) {
      case FP16 -> Integer.highestOneBit(size.count());
      case BF16, FP32 -> 1;
    };
  }

  @Override
  public List<RowGradient> compute(
      List<TrainingRow> rows, int count, PredictionPass.Kind kind, int lossScale) {
    return OutOfDeviceMemoryException.recognisedIn(() -> gradients(rows, count, kind, lossScale));
  }

  private List<RowGradient> gradients(
      List<TrainingRow> rows, int count, PredictionPass.Kind kind, int lossScale) {
    CompiledModel text = model.textEncoder().model();
    int width = model.textEncoder().definition().width();
    int values = rows.stream().mapToInt(row -> row.vectors().length).max().orElseThrow();
    try (NDManager scope = TorchRuntime.newManager(text.device());
        Gradients gradients = Gradients.record()) {
      long start = System.nanoTime();
      NDArray vectors = vectors(scope, rows, count, values, width);
      vectors.setRequiresGradient(true);
      NDArray ids = ids(scope, rows, count, values / width);
      NDArray embeddings = text.call(gradients, "embed_with_learned", ids, vectors).get(0);
      NDArray states = text.call(gradients, "forward", embeddings).get(0);
      waitFor(states);
      long encoded = System.nanoTime();
      PredictionPass pass =
          kind.forward(
              model.noisePredictor(),
              gradients,
              latents(scope, rows.stream().map(TrainingRow::noisy).toList(), count),
              timesteps(scope, rows, count),
              states);
      NDArray targets = latents(scope, rows.stream().map(TrainingRow::target).toList(), count);
      NDArray error = pass.prediction().stopGradient().sub(targets);
      float[] losses =
          error.square().reshape(count, size.count()).mean(new int[] {1}).toFloatArray();
      NDArray towardsPrediction = error.mul((float) (2.0 * lossScale / size.count()));
      NDArray towardsStates = pass.backward(towardsPrediction);
      waitFor(towardsStates);
      long predicted = System.nanoTime();
      gradients.backward(states, towardsStates);
      float[] arrived = Gradients.of(vectors).toFloatArray();
      times.add(encoded - start + System.nanoTime() - predicted, predicted - encoded);
      for (int i = 0; i < arrived.length; i++) {
        arrived[i] /= lossScale;
      }
      return split(rows, losses, arrived, values);
    }
  }

  /** A device answers when it has computed; one number is enough of it. */
  private static void waitFor(NDArray computed) {
    try (NDArray flat = computed.stopGradient().flatten();
        NDArray one = flat.get(new NDIndex(0))) {
      one.toType(DataType.FLOAT32, false).getFloat();
    }
  }

  private static List<RowGradient> split(
      List<TrainingRow> rows, float[] losses, float[] gradients, int values) {
    List<RowGradient> results = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      int own = rows.get(i).vectors().length;
      results.add(
          new RowGradient(losses[i], Arrays.copyOfRange(gradients, i * values, i * values + own)));
    }
    return results;
  }

  /** (count · vectors of the concept that has most, width). */
  private static NDArray vectors(
      NDManager scope, List<TrainingRow> rows, int count, int values, int width) {
    float[] all = new float[count * values];
    for (int i = 0; i < count; i++) {
      float[] own = at(rows, i).vectors();
      System.arraycopy(own, 0, all, i * values, own.length);
    }
    return HostMemory.floats(scope, all, new Shape(all.length / width, width));
  }

  /** (count, tokens); every row's learned ids point at its own copy. */
  private NDArray ids(NDManager scope, List<TrainingRow> rows, int count, int vectors) {
    int vocabulary = model.textEncoder().definition().vocabularySize();
    int tokens = rows.get(0).ids().length;
    long[] all = new long[count * tokens];
    for (int i = 0; i < count; i++) {
      long[] own = at(rows, i).ids();
      for (int j = 0; j < tokens; j++) {
        all[i * tokens + j] = own[j] < vocabulary ? own[j] : own[j] + (long) i * vectors;
      }
    }
    return HostMemory.longs(scope, all, new Shape(count, tokens));
  }

  private NDArray latents(NDManager scope, List<float[]> rows, int count) {
    float[] all = new float[count * size.count()];
    for (int i = 0; i < count; i++) {
      System.arraycopy(at(rows, i), 0, all, i * size.count(), size.count());
    }
    return HostMemory.floats(scope, all, size.batch(count));
  }

  private static NDArray timesteps(NDManager scope, List<TrainingRow> rows, int count) {
    float[] all = new float[count];
    for (int i = 0; i < count; i++) {
      all[i] = at(rows, i).timestep();
    }
    return HostMemory.floats(scope, all, new Shape(count));
  }

  private static <T> T at(List<T> rows, int place) {
    return rows.get(Math.min(place, rows.size() - 1));
  }
}
