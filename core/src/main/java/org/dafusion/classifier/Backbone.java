package org.dafusion.classifier;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.model.ResNet;
import org.dafusion.transform.ImageBatch;

/**
 * A frozen network that turns pictures into feature vectors, in fp32. Batch normalisation uses its
 * stored statistics, so that a picture's features do not depend on its neighbours.
 *
 * <p>Any number of threads may use it.
 */
public final class Backbone implements AutoCloseable {
  private final CompiledModel model;
  private final ResNet definition;
  private final String digest;

  private Backbone(CompiledModel model, ResNet definition, String digest) {
    this.model = model;
    this.definition = definition;
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
    return new Backbone(model, source.definition(), digest);
  }

  /** Numbers per picture. */
  public int featureWidth() {
    return definition.featureWidth();
  }

  /** See {@link BackboneSource#digest}. */
  public String digest() {
    return digest;
  }

  /**
   * This backbone and a head as one network.
   *
   * @param head trained on features of this backbone
   * @throws IllegalArgumentException if it was trained on those of another
   */
  public TrainedNetwork with(LinearHead head) {
    if (!head.description().backboneDigest().equals(digest)) {
      throw new IllegalArgumentException(
          "Cannot put a head on this backbone: must be trained on features of %s, found %s"
              .formatted(digest, head.description().backboneDigest()));
    }
    ResNet whole = definition.withClasses(head.description().classNames().size());
    return new HeadedBackbone(whole, model, head);
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
