package org.dafusion.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.engine.RowWorkers;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.model.UNet2DConditionModel;

/** The UNet: noisy latents, timesteps and prompt embeddings to predictions, many rows at a time. */
public final class NoisePredictor implements AutoCloseable {
  private final CompiledModel model;
  private final UNet2DConditionModel definition;

  NoisePredictor(CompiledModel model, UNet2DConditionModel definition) {
    this.model = model;
    this.definition = definition;
  }

  /** Its network, for those who train with it or change its weights. */
  public CompiledModel model() {
    return model;
  }

  /** What the network is. */
  public UNet2DConditionModel definition() {
    return definition;
  }

  /** Width of the prompt embeddings that it takes. */
  public int contextWidth() {
    return definition.crossAttentionDim();
  }

  /**
   * Predicts all rows of one batch. Rows do not see each other. On a GPU every call has the same
   * number of rows, because their last bits may depend on it; see {@link RowWorkers}.
   *
   * @param rows at most as many as the batch has
   * @param batchSize rows of a call on a GPU
   * @param size measures of each row's latents
   * @param contextShape (tokens, width)
   * @return one prediction per row
   * @throws OutOfDeviceMemoryException if the rows are too many for the device; nothing is changed
   */
  public List<float[]> predictNoise(
      List<Row> rows, int batchSize, LatentSize size, Shape contextShape) {
    boolean padded = model.device().isGpu();
    return RowWorkers.map(
        model.device(),
        rows,
        part ->
            OutOfDeviceMemoryException.recognisedIn(
                () -> predict(part, padded ? batchSize : part.size(), size, contextShape)));
  }

  private List<float[]> predict(
      List<Row> rows, int batchSize, LatentSize size, Shape contextShape) {
    int contextCount = (int) contextShape.size();
    float[] samples = new float[batchSize * size.count()];
    float[] contexts = new float[batchSize * contextCount];
    float[] timesteps = new float[batchSize];
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      System.arraycopy(row.sample(), 0, samples, i * size.count(), size.count());
      System.arraycopy(row.context(), 0, contexts, i * contextCount, contextCount);
      timesteps[i] = (float) row.timestep();
    }
    try (NDManager scope = TorchRuntime.newManager(model.device())) {
      NDArray predicted =
          model.forward(
              HostMemory.floats(scope, samples, size.batch(batchSize)),
              HostMemory.floats(scope, timesteps, new Shape(batchSize)),
              HostMemory.floats(scope, contexts, new Shape(batchSize).addAll(contextShape)));
      return split(predicted.toFloatArray(), rows.size(), size.count());
    }
  }

  private static List<float[]> split(float[] all, int rows, int count) {
    List<float[]> predictions = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      predictions.add(Arrays.copyOfRange(all, i * count, (i + 1) * count));
    }
    return predictions;
  }

  @Override
  public void close() {
    model.close();
  }

  /**
   * What one row of a call holds.
   *
   * @param sample the scaled latents
   * @param timestep of the training schedule, possibly between two
   * @param context the prompt's embeddings
   */
  public record Row(float[] sample, double timestep, float[] context) {}
}
