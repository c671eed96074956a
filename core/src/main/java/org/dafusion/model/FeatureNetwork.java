package org.dafusion.model;

import java.util.OptionalInt;
import org.dafusion.torchscript.ScriptModule;

/**
 * A network that turns pictures into feature vectors, to put a linear layer on.
 *
 * <p>Its methods {@value #FEATURES} and {@value #FEATURES_IN_TRAINING} take pixels (batch, 3,
 * height, width) and give (batch, {@link #featureWidth}), both in 32-bit floats.
 */
public interface FeatureNetwork extends ModelDefinition {
  /** The method that gives features as PyTorch's evaluation mode does. */
  String FEATURES = "features";

  /**
   * The method that gives them as PyTorch's training mode does; batch normalisation moves its
   * stored statistics then. Without such layers it is {@link #FEATURES} by another name.
   */
  String FEATURES_IN_TRAINING = "features_in_training";

  /** Numbers per picture. */
  int featureWidth();

  /** Side in pixels of the only square pictures that the network takes; empty where any will do. */
  OptionalInt imageSize();

  /**
   * Whether features come from a weight of that key and a gradient moves it, so that fine-tuning
   * does; running statistics and a layer of the network's own after the features are others.
   */
  boolean isTrained(String key);

  /** Whether a weight of that key is one that {@link #FEATURES_IN_TRAINING} moves by itself. */
  boolean isRunningStatistic(String key);

  /**
   * The network with a linear layer on its features, for use after training.
   *
   * @param classes outputs of that layer, whose weights are {@code fc.weight} (classes, {@link
   *     #featureWidth}) and {@code fc.bias} (classes)
   * @return code whose method {@code forward(pixels)} gives logits, (batch, classes)
   */
  ScriptModule classifier(int classes);
}
