package org.dafusion.model;

import org.dafusion.torchscript.ScriptModule;

/** A network as data: what its configuration makes of it, before any weight is loaded. */
public interface ModelDefinition {
  /** Upstream's class name, such as {@code UNet2DConditionModel}. */
  String name();

  /**
   * The network's code and the parameters that it asks for.
   *
   * @param tapped whether to record named intermediate values, for comparison with a reference
   */
  ScriptModule toScript(boolean tapped);

  /** The network's code without recorded values. */
  default ScriptModule toScript() {
    return toScript(false);
  }
}
