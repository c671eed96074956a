package org.dafusion.engine;

import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.Value;

/**
 * One step of one parameter as TorchScript: the operations, in the order, of {@code torch.optim}'s
 * single-tensor SGD in PyTorch 1.13, in place.
 */
final class SgdScript {
  /** The method: parameter, gradient, and the direction that momentum keeps. */
  static final String UPDATE = "update";

  private SgdScript() {}

  /**
   * The code for settings like these. The direction begins as zeros: a momentum of them adds
   * nothing, so the first one is the gradient, as in PyTorch.
   */
  static ScriptModule of(SgdSettings settings) {
    ScriptModule module = new ScriptModule("Sgd");
    ScriptMethod m = module.method(UPDATE, "parameter", "gradient", "direction");
    Value parameter = m.argument("parameter");
    Value gradient = m.argument("gradient");
    if (settings.weightDecay() > 0) {
      gradient = m.let("torch.add(%s, %s, alpha=%s)", gradient, parameter, settings.weightDecay());
    }
    if (settings.momentum() > 0) {
      Value direction = m.argument("direction");
      m.let("torch.mul_(%s, %s)", direction, settings.momentum());
      gradient = m.let("torch.add_(%s, %s, alpha=1)", direction, gradient);
    }
    m.returnTensor(
        m.let("torch.add_(%s, %s, alpha=%s)", parameter, gradient, -settings.learningRate()));
    return module;
  }
}
