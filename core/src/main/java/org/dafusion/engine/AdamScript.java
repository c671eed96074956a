package org.dafusion.engine;

import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.Value;

/**
 * One step of one parameter as TorchScript: the very operations, in the very order, of {@code
 * torch.optim}'s single-tensor Adam and AdamW in PyTorch 1.13. They are in place, and out of reach
 * of DJL's arrays ({@code addcmul}, {@code addcdiv}).
 */
final class AdamScript {
  /** The method: parameter, gradient, mean, square, and three numbers that change every step. */
  static final String UPDATE = "update";

  private AdamScript() {}

  static ScriptModule of(AdamSettings settings) {
    ScriptModule module = new ScriptModule("Adam");
    ScriptMethod m =
        module.method(UPDATE, "parameter", "gradient", "mean", "square", "step_numbers");
    Value parameter = m.argument("parameter");
    Value gradient = m.argument("gradient");
    Value mean = m.argument("mean");
    Value square = m.argument("square");
    Value shrink = number(m, 0);
    Value rootOfCorrection = number(m, 1);
    Value stepSize = number(m, 2);
    if (settings.decoupled()) {
      m.let("torch.mul_(%s, %s)", parameter, shrink);
    } else if (settings.weightDecay() > 0) {
      gradient = m.let("torch.add(%s, %s, alpha=%s)", gradient, parameter, settings.weightDecay());
    }
    m.let("torch.mul_(%s, %s)", mean, settings.beta1());
    m.let("torch.add_(%s, %s, alpha=%s)", mean, gradient, 1 - settings.beta1());
    m.let("torch.mul_(%s, %s)", square, settings.beta2());
    m.let("torch.addcmul_(%s, %s, %s, value=%s)", square, gradient, gradient, 1 - settings.beta2());
    Value root = m.let("torch.div(torch.sqrt(%s), %s)", square, rootOfCorrection);
    Value denominator = m.let("torch.add_(%s, %s)", root, settings.epsilon());
    m.returnTensor(
        m.let("torch.addcdiv_(%s, %s, %s, value=%s)", parameter, mean, denominator, stepSize));
    return module;
  }

  /** The numbers that {@link #UPDATE} takes at a step. */
  static double[] numbers(AdamSettings settings, double learningRate, long step) {
    double correction1 = 1 - Math.pow(settings.beta1(), step);
    double correction2 = 1 - Math.pow(settings.beta2(), step);
    return new double[] {
      1 - learningRate * settings.weightDecay(), Math.sqrt(correction2), -learningRate / correction1
    };
  }

  private static Value number(ScriptMethod m, int index) {
    return m.let("float(torch.select(%s, 0, %s))", m.argument("step_numbers"), index);
  }
}
