package org.dafusion.classifier;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.transform.ImageBatch;

/**
 * A frozen network that turns pictures into feature vectors, in fp32. Batch normalisation uses its
 * stored statistics, so that a picture's features do not depend on its neighbours.
 *
 * <p>Any number of threads may use it.
 */
public final class Backbone implements AutoCloseable {
  private final CompiledModel model;
  private final int featureWidth;
  private final String digest;

  private Backbone(CompiledModel model, int featureWidth, String digest) {
    this.model = model;
    this.featureWidth = featureWidth;
    this.digest = digest;
  }

  /**
   * Loads a backbone.
   *
   * @throws org.dafusion.huggingface.ModelArtefactException if a tensor is missing or has another
   *     shape
   */
  public static Backbone load(BackboneSource source, Device device) {
    String digest = source.digest();
    CompiledModel model = source.compile(new ModelCompiler(device, Precision.FP32));
    return new Backbone(model, source.definition().featureWidth(), digest);
  }

  /** Numbers per picture. */
  public int featureWidth() {
    return featureWidth;
  }

  /** See {@link BackboneSource#digest}. */
  public String digest() {
    return digest;
  }

  /** Where it runs. */
  public Device device() {
    return model.device();
  }

  /**
   * The features of a batch's pictures, (pictures, {@link #featureWidth}), without its empty rows;
   * they belong to the manager of the batch.
   */
  NDArray features(ImageBatch batch) {
    NDArray features = model.call("features", batch.pixels()).singletonOrThrow();
    return features.get("0:" + batch.size());
  }

  @Override
  public void close() {
    model.close();
  }
}
