package org.dafusion.classifier;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.HostMemory;
import org.dafusion.huggingface.TensorData;
import org.dafusion.model.FeatureNetwork;
import org.dafusion.torchscript.ScriptModule;

/** A backbone and a linear head on its features, as one network. */
final class HeadedBackbone implements TrainedNetwork {
  private final FeatureNetwork network;
  private final CompiledModel backbone;
  private final LinearHead head;
  private final Map<String, TensorData> moved = new HashMap<>();

  /**
   * @param backbone the weights of the network
   * @param moved those that training moved, which stand in place of the backbone's own
   */
  HeadedBackbone(
      FeatureNetwork network, CompiledModel backbone, LinearHead head, List<TensorData> moved) {
    this.network = network;
    this.backbone = backbone;
    this.head = head;
    moved.forEach(tensor -> this.moved.put(tensor.name(), tensor));
  }

  @Override
  public ScriptModule script() {
    return network.classifier(description().classNames().size());
  }

  @Override
  public float[] weight(String key) {
    float[] ofHead = head.values(key);
    if (ofHead != null) {
      return ofHead;
    }
    TensorData trained = moved.get(key);
    return trained == null ? HostMemory.read(backbone.parameter(key)) : trained.floats();
  }

  @Override
  public HeadDescription description() {
    return head.description();
  }
}
