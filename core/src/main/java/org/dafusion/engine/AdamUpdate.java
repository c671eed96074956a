package org.dafusion.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;

/**
 * The compiled step of {@link Adam} on one device, for any number of optimisers: they may differ in
 * learning rate, and those with decoupled decay in their weight decay too. Any number of threads
 * may use it.
 */
public final class AdamUpdate implements AutoCloseable {
  private final AdamSettings settings;
  private final CompiledModel script;

  /** Compiles the step for settings like these. */
  public AdamUpdate(AdamSettings settings, Device device) {
    this.settings = settings;
    script = new ModelCompiler(device, Precision.FP32).compile(AdamScript.of(settings));
  }

  /** Refuses settings whose constants this code does not have. */
  void requireServes(AdamSettings other) {
    boolean same =
        settings.beta1() == other.beta1()
            && settings.beta2() == other.beta2()
            && settings.epsilon() == other.epsilon()
            && settings.decoupled() == other.decoupled()
            && (settings.decoupled() || settings.weightDecay() == other.weightDecay());
    if (!same) {
      throw new IllegalArgumentException(
          "Invalid settings of Adam: must have the constants of the compiled update, %s, found %s"
              .formatted(settings, other));
    }
  }

  /** Changes parameter, mean and square in place. */
  void apply(NDArray parameter, NDArray gradient, NDArray mean, NDArray square, NDArray numbers) {
    // the answer is one more handle on the parameter
    script.call(AdamScript.UPDATE, parameter, gradient, mean, square, numbers).close();
  }

  @Override
  public void close() {
    script.close();
  }
}
