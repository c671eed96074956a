package org.dafusion.classifier;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.SpareWeights;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.TensorData;
import org.dafusion.model.FeatureNetwork;

/**
 * A backbone and a head while they learn together: the backbone's batch normalisation may move, all
 * of its weights may be trained, or both. Not for use by several threads at once.
 */
final class NetworkTraining implements AutoCloseable {
  private final FeatureNetwork definition;
  private final CompiledModel network;
  private final boolean trainsAll;
  private final String method;
  private final HeadTraining head;
  private SpareWeights remembered;
  private LinearHead rememberedHead;
  private HeadArrays judging;

  /**
   * Begins with the weights that are in place.
   *
   * @param definition of the network
   * @param network in 32 bits, with weights of its own; closed with this
   * @param settings say what is trained, and how
   */
  NetworkTraining(
      FeatureNetwork definition,
      CompiledModel network,
      LinearHead initial,
      ClassifierSettings settings) {
    this.definition = definition;
    this.network = network;
    trainsAll = settings.trainsAll();
    boolean moves = settings.batchNorm().equals(BatchNorm.REFERENCE.label());
    method = moves ? FeatureNetwork.FEATURES_IN_TRAINING : FeatureNetwork.FEATURES;
    try {
      head = new HeadTraining(initial, settings, network.device(), trained());
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
    judging = head.arrays();
  }

  private List<NDArray> trained() {
    List<NDArray> trained = new ArrayList<>();
    if (trainsAll) {
      network
          .parameters()
          .forEach(
              (key, weight) -> {
                if (definition.isTrained(key)) {
                  weight.setRequiresGradient(true);
                  trained.add(weight);
                }
              });
    }
    return trained;
  }

  /** Where it runs. */
  Device device() {
    return network.device();
  }

  /**
   * One step; the scores are those before it.
   *
   * @param pixels (batch, 3, height, width), in a manager that the caller closes soon
   * @param targets of the batch
   */
  HeadScores step(NDArray pixels, Target[] targets) {
    return TorchRuntime.onAllThreads(
        () -> trainsAll ? stepOfAll(pixels, targets) : stepOfHead(pixels, targets));
  }

  private HeadScores stepOfHead(NDArray pixels, Target[] targets) {
    return head.step(network.call(method, pixels).singletonOrThrow(), targets);
  }

  private HeadScores stepOfAll(NDArray pixels, Target[] targets) {
    // a convolution must have a gradient to give to its input
    pixels.setRequiresGradient(true);
    return head.step(
        gradients -> network.call(gradients, method, pixels).singletonOrThrow(), targets);
  }

  /**
   * The scores as the network is now, by its stored statistics.
   *
   * @param pixels (rows, 3, height, width); rows after the targets are padding
   */
  HeadScores score(NDArray pixels, Target[] targets) {
    return TorchRuntime.onAllThreads(
        () -> {
          NDArray features = network.call(FeatureNetwork.FEATURES, pixels).singletonOrThrow();
          return judging.score(features.get("0:" + targets.length), targets);
        });
  }

  /** A copy of the head as it is now. */
  LinearHead head() {
    return judging.head();
  }

  /** Copies of the weights and statistics that training moved, as they are now. */
  List<TensorData> moved() {
    List<TensorData> moved = new ArrayList<>();
    for (String key : movedKeys()) {
      NDArray weight = network.parameter(key);
      moved.add(TensorData.of(key, HostMemory.read(weight), weight.getShape().getShape()));
    }
    return moved;
  }

  private List<String> movedKeys() {
    boolean statistics = method.equals(FeatureNetwork.FEATURES_IN_TRAINING);
    return network.parameters().keySet().stream()
        .filter(
            key ->
                trainsAll && definition.isTrained(key)
                    || statistics && definition.isRunningStatistic(key))
        .toList();
  }

  /** Remembers the present state, in place of one that was remembered before. */
  void remember() {
    rememberedHead = head.head();
    List<String> keys = movedKeys();
    if (remembered == null && !keys.isEmpty()) {
      remembered = SpareWeights.copyOf(network, keys);
    } else if (remembered != null) {
      // nothing is left of what was there before
      remembered.average(0);
    }
  }

  /** Returns to what was remembered; only to judge, there are no more steps. */
  void recall() {
    if (remembered != null) {
      remembered.exchange();
    }
    judging = new HeadArrays(rememberedHead, network.device());
  }

  @Override
  public void close() {
    if (judging != head.arrays()) {
      judging.close();
    }
    if (remembered != null) {
      remembered.close();
    }
    head.close();
    network.close();
  }
}
