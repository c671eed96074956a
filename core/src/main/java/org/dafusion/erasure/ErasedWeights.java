package org.dafusion.erasure;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.SpareWeights;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.huggingface.TensorInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of new values for those weights of a UNet that forgetting a concept has changed, under
 * their keys in the diffusers layout.
 *
 * <p>A file from elsewhere, such as upstream's esd-x in safetensors or a whole erased UNet, is read
 * as well; it does not say which model it belongs to, and is taken for any that has its keys.
 */
public final class ErasedWeights implements AutoCloseable {
  static final String LOSS = "dafusion.loss";

  private static final Logger LOG = LoggerFactory.getLogger(ErasedWeights.class);

  private final SafetensorsReader reader;

  private ErasedWeights(SafetensorsReader reader) {
    this.reader = reader;
  }

  /**
   * Opens a file.
   *
   * @throws ModelArtefactException if it is absent, broken, or a pickle ({@code .pt}), with the way
   *     out
   */
  public static ErasedWeights open(Path file) {
    return new ErasedWeights(SafetensorsReader.open(file));
  }

  static void write(Path file, TrainedUnet unet, SafetensorsType type, Map<String, String> metadata)
      throws IOException {
    List<TensorData> changed = new ArrayList<>();
    unet.weights()
        .forEach(
            (key, weight) -> {
              if (!Arrays.equals(unet.values(key), unet.original(key))) {
                long[] shape = weight.getShape().getShape();
                changed.add(TensorData.of(key, type, () -> unet.values(key), shape));
              }
            });
    SafetensorsWriter.write(file, changed, metadata);
  }

  /** Keys of the weights that change. */
  public Set<String> keys() {
    return reader.tensors().keySet();
  }

  /** What the file says about itself: the model, the concept, and how it was trained. */
  public Map<String, String> metadata() {
    return reader.metadata();
  }

  /** Loss of the last iteration of the training; NaN where the file does not say. */
  public double loss() {
    return Double.parseDouble(metadata().getOrDefault(LOSS, "NaN"));
  }

  /**
   * Puts the new values in place, rounded to the model's precision as when it is loaded.
   *
   * @param unet in any precision, not in use meanwhile
   * @param modelDigest of the folder that it was loaded from
   * @return closing it puts the former values back, bit for bit
   * @throws ModelArtefactException if the file belongs to another model
   * @throws RuntimeException whatever is thrown, the former values are in place, or the UNet is
   *     {@linkplain CompiledModel#condemn condemned}
   */
  public Applied applyTo(CompiledModel unet, String modelDigest) {
    requireFit(unet, modelDigest);
    SpareWeights spare = SpareWeights.copyOf(unet, keys());
    try {
      for (TensorInfo tensor : reader.tensors().values()) {
        set(spare, tensor, unet);
      }
      spare.exchange();
      return new Applied(spare);
    } catch (RuntimeException e) {
      spare.close();
      throw e;
    }
  }

  private void requireFit(CompiledModel unet, String modelDigest) {
    String expected = metadata().get(ErasureOrigin.MODEL);
    if (expected == null) {
      LOG.warn("{} does not say which model it belongs to", reader.file());
    } else if (!expected.equals(modelDigest)) {
      throw cannotApply(
          "it was trained on the model %s, found the model %s".formatted(expected, modelDigest));
    }
    for (TensorInfo tensor : reader.tensors().values()) {
      if (!unet.parameters().containsKey(tensor.name())) {
        throw cannotApply("the UNet has no weight " + tensor.name());
      }
      Shape shape = unet.parameter(tensor.name()).getShape();
      if (!shape.equals(new Shape(tensor.dimensions()))) {
        throw cannotApply(
            "tensor %s has shape %s, expected %s"
                .formatted(tensor.name(), new Shape(tensor.dimensions()), shape));
      }
    }
  }

  private ModelArtefactException cannotApply(String reason) {
    return new ModelArtefactException("Cannot apply " + reader.file() + " because " + reason);
  }

  private void set(SpareWeights spare, TensorInfo tensor, CompiledModel unet) {
    DataType type =
        switch (tensor.type()) {
          case F32, BF16 -> DataType.FLOAT32;
          case F16 -> DataType.FLOAT16;
          default ->
              throw cannotApply(
                  "tensor %s must be F32, BF16 or F16, found %s"
                      .formatted(tensor.name(), tensor.type()));
        };
    ByteBuffer values = reader.readWidened(tensor.name());
    try (NDManager scope = TorchRuntime.newManager(unet.device())) {
      spare.set(tensor.name(), scope.create(values, new Shape(tensor.dimensions()), type));
    } finally {
      // until here the array reads from this memory, which the collector must not release
      Reference.reachabilityFence(values);
    }
  }

  @Override
  public void close() {
    reader.close();
  }

  /** New values in place; the file may be closed. */
  public static final class Applied implements AutoCloseable {
    private final SpareWeights former;
    private boolean inPlace = true;

    private Applied(SpareWeights former) {
      this.former = former;
    }

    /**
     * Puts the former values back. Where that fails the new ones are still in place, and closing
     * may be tried again, unless the model is {@linkplain CompiledModel#condemn condemned}.
     */
    @Override
    public void close() {
      if (inPlace) {
        former.exchange();
        abandon();
      }
    }

    /** Forgets the former values: for a model that is closed with the new ones in place. */
    public void abandon() {
      inPlace = false;
      former.close();
    }
  }
}
