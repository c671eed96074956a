package org.dafusion.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.Value;

/**
 * Shortens gradients that are too long, all by one factor: PyTorch's {@code clip_grad_norm_}. One
 * call of the engine for each thing to do, however many gradients there are.
 */
public final class GradientClip implements AutoCloseable {
  private static final String LENGTH = "length";
  private static final String SHORTEN = "shorten";
  private static final String CLEAR = "clear";

  /** As PyTorch adds to the length before it divides. */
  private static final double MARGIN = 1e-6;

  private final CompiledModel script;

  /** Compiles for gradients on a device. */
  public GradientClip(Device device) {
    script = new ModelCompiler(device, Precision.FP32).compile(module());
  }

  private static ScriptModule module() {
    ScriptModule module = new ScriptModule("GradientClip");
    ScriptMethod length = module.method(LENGTH, "gradients[]");
    Value norms = length.let("torch._foreach_norm(%s, 2)", length.argument("gradients"));
    length.returnTensor(length.let("torch.linalg_vector_norm(torch.stack(%s, 0), 2)", norms));
    ScriptMethod shorten = module.method(SHORTEN, "gradients[]", "factor");
    Value gradients = shorten.argument("gradients");
    shorten.let("torch._foreach_mul_(%s, float(%s))", gradients, shorten.argument("factor"));
    shorten.returnTensor(shorten.let("%s[0]", gradients));
    ScriptMethod clear = module.method(CLEAR, "gradients[]");
    clear.let("torch._foreach_zero_(%s)", clear.argument("gradients"));
    clear.returnTensor(clear.let("%s[0]", clear.argument("gradients")));
    return module;
  }

  /**
   * Shortens gradients in place, unless their length is not finite.
   *
   * @param gradients of all weights
   * @param limit greatest length of all of them as one vector, above 0
   * @return their length before
   */
  public double apply(List<NDArray> gradients, double limit) {
    NDList list = new NDList(gradients);
    try (NDManager scope = TorchRuntime.newManager(script.device())) {
      NDArray length = script.call(LENGTH, list).get(0);
      length.attach(scope);
      double found = length.getFloat();
      double factor = limit / (found + MARGIN);
      // what is not finite is left as it is, for whoever looks into it
      if (factor < 1 && Double.isFinite(found)) {
        // the answer is one more handle on the first gradient
        script.call(SHORTEN, list, scope.create(factor)).close();
      }
      return found;
    }
  }

  /** Sets gradients back to zero, in place. */
  public void clear(List<NDArray> gradients) {
    script.call(CLEAR, new NDList(gradients)).close();
  }

  @Override
  public void close() {
    script.close();
  }
}
