package org.dafusion.classifier;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.List;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.TensorData;
import org.dafusion.model.FeatureNetwork;
import org.dafusion.transform.ImageBatch;

/**
 * A frozen network that turns pictures into feature vectors, in fp32. Batch normalisation uses its
 * stored statistics, so that a picture's features do not depend on its neighbours.
 *
 * <p>Any number of threads may use it. A trial that moves anything in it works on a {@linkplain
 * #copy copy}.
 */
public final class Backbone implements AutoCloseable {
  private final BackboneSource source;
  private final CompiledModel model;
  private final String digest;

  private Backbone(BackboneSource source, CompiledModel model, String digest) {
    this.source = source;
    this.model = model;
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
    return new Backbone(source, model, digest);
  }

  /** Numbers per picture. */
  public int featureWidth() {
    return source.definition().featureWidth();
  }

  /** See {@link BackboneSource#digest}. */
  public String digest() {
    return digest;
  }

  /**
   * This backbone and a head as one network.
   *
   * @param head trained on features of this backbone
   * @param moved what training moved in the backbone before the head, by its own keys; empty where
   *     it stayed as it was
   * @throws IllegalArgumentException if the head was trained on features of another
   */
  public TrainedNetwork with(LinearHead head, List<TensorData> moved) {
    if (!head.description().backboneDigest().equals(digest)) {
      throw new IllegalArgumentException(
          "Cannot put a head on this backbone: must be trained on features of %s, found %s"
              .formatted(digest, head.description().backboneDigest()));
    }
    return new HeadedBackbone(definition(), model, head, moved);
  }

  /** The network. */
  FeatureNetwork definition() {
    return source.definition();
  }

  /** The same network on the same device with weights of its own, which the caller closes. */
  CompiledModel copy() {
    return source.compile(new ModelCompiler(device(), Precision.FP32));
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
    NDArray features = model.call(FeatureNetwork.FEATURES, batch.pixels()).singletonOrThrow();
    return features.get("0:" + batch.size());
  }

  @Override
  public void close() {
    model.close();
  }
}
