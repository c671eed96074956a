package org.dafusion.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/** Stochastic gradient descent with momentum: {@code torch.optim.SGD} without dampening. */
public final class Sgd implements Optimiser {
  private final List<NDArray> parameters;
  private final CompiledModel script;
  private final NDManager manager;
  private final List<NDArray> directions = new ArrayList<>();

  /**
   * An optimiser before its first step.
   *
   * @param parameters at least one, leaves that require gradients, in 32-bit floating point, on one
   *     device
   */
  public Sgd(SgdSettings settings, List<NDArray> parameters) {
    this.parameters = Optimiser.checked("SGD", parameters);
    manager = TorchRuntime.newManager(parameters.get(0).getDevice());
    script = new ModelCompiler(manager.getDevice(), Precision.FP32).compile(SgdScript.of(settings));
    try {
      OutOfDeviceMemoryException.recognisedIn(
          () -> directions.addAll(zeros(settings.momentum() > 0)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Without momentum no direction is kept, and any array may stand in its place. */
  private List<NDArray> zeros(boolean kept) {
    if (!kept) {
      return parameters;
    }
    return parameters.stream()
        .map(
            parameter -> {
              NDArray zeros = parameter.zerosLike();
              zeros.attach(manager);
              return zeros;
            })
        .toList();
  }

  @Override
  public void step() {
    try (NDManager scope = TorchRuntime.newManager(manager.getDevice())) {
      List<NDArray> gradients = parameters.stream().map(p -> Gradients.of(p, scope)).toList();
      for (int i = 0; i < parameters.size(); i++) {
        // the answer is one more handle on the parameter
        script
            .call(SgdScript.UPDATE, parameters.get(i), gradients.get(i), directions.get(i))
            .close();
      }
    }
  }

  @Override
  public void clearGradients() {
    parameters.forEach(Gradients::clear);
  }

  @Override
  public void close() {
    manager.close();
    script.close();
  }
}
