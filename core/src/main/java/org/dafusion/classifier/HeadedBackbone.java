package org.dafusion.classifier;

import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.HostMemory;
import org.dafusion.model.ResNet;
import org.dafusion.torchscript.ScriptModule;

/**
 * A frozen backbone and a linear head on its features, as one network.
 *
 * @param definition with as many outputs as the head has classes
 * @param backbone its weights, but for those of {@code fc}
 */
record HeadedBackbone(ResNet definition, CompiledModel backbone, LinearHead head)
    implements TrainedNetwork {

  /** Without the pass that moves the stored statistics: what is finished does not change. */
  @Override
  public ScriptModule script() {
    return definition.toScript().without(ResNet.IN_TRAINING);
  }

  @Override
  public float[] weight(String key) {
    float[] ofHead = head.values(key);
    return ofHead == null ? HostMemory.read(backbone.parameter(key)) : ofHead;
  }

  @Override
  public HeadDescription description() {
    return head.description();
  }
}
