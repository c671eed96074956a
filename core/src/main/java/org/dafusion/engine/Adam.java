package org.dafusion.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The optimiser of Kingma and Ba (2015), with decoupled weight decay where the settings say so:
 * {@code torch.optim.Adam} and {@code AdamW}.
 *
 * <p>Parameters are changed in place and stay the caller's; the two running means of each belong to
 * this object. Not for use by several threads at once.
 */
public final class Adam implements AutoCloseable {
  private final AdamSettings settings;
  private final List<NDArray> parameters;
  private final CompiledModel script;
  private final NDManager manager;
  private final List<NDArray> means;
  private final List<NDArray> squares;
  private long steps;

  /**
   * An optimiser at step 0.
   *
   * @param parameters leaves that require gradients, in 32-bit floating point, on one device
   */
  public Adam(AdamSettings settings, List<NDArray> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("Invalid parameters of Adam: must be some, found none");
    }
    for (NDArray parameter : parameters) {
      if (parameter.getDataType() != DataType.FLOAT32 || !parameter.hasGradient()) {
        throw new IllegalArgumentException(
            "Invalid parameter of Adam: must be 32-bit floating point and require a gradient, found %s %s, %s"
                .formatted(
                    parameter.getDataType(),
                    parameter.getShape(),
                    parameter.hasGradient() ? "which does" : "which does not"));
      }
    }
    this.settings = settings;
    this.parameters = List.copyOf(parameters);
    Device device = parameters.get(0).getDevice();
    script = new ModelCompiler(device, Precision.FP32).compile(AdamScript.of(settings));
    manager = TorchRuntime.newManager(device);
    means = zeros();
    squares = zeros();
  }

  /** Takes one step at the rate of the settings. */
  public void step() {
    step(settings.learningRate());
  }

  /**
   * Takes one step with the gradients that have arrived at the parameters, which stay as they are.
   *
   * @param learningRate of this step, for schedules
   * @throws IllegalStateException if a parameter has no gradient; none is changed then
   */
  public void step(double learningRate) {
    try (NDManager scope = TorchRuntime.newManager(manager.getDevice());
        NDManager host = TorchRuntime.newManager(Device.cpu())) {
      List<NDArray> gradients = parameters.stream().map(p -> Gradients.of(p, scope)).toList();
      steps++;
      NDArray numbers = host.create(AdamScript.numbers(settings, learningRate, steps));
      for (int i = 0; i < parameters.size(); i++) {
        // the answer is one more handle on the parameter
        script
            .call(
                AdamScript.UPDATE,
                parameters.get(i),
                gradients.get(i),
                means.get(i),
                squares.get(i),
                numbers)
            .close();
      }
    }
  }

  /** Sets the gradients of all parameters back to zero. */
  public void clearGradients() {
    parameters.forEach(Gradients::clear);
  }

  /** Steps taken so far. */
  public long steps() {
    return steps;
  }

  /** The running mean of a parameter's gradients, by its place in the list; a copy. */
  public float[] mean(int parameter) {
    return means.get(parameter).toFloatArray();
  }

  /** The running mean of the squares of a parameter's gradients; a copy. */
  public float[] square(int parameter) {
    return squares.get(parameter).toFloatArray();
  }

  /**
   * Goes on from where another one was. Moments are asked for one parameter at a time, so that no
   * more than one need be in Java's memory.
   *
   * @param stepsTaken by then
   * @param meanOf what {@link #mean} was, by place
   * @param squareOf what {@link #square} was, by place
   */
  public void restore(long stepsTaken, IntFunction<float[]> meanOf, IntFunction<float[]> squareOf) {
    for (int i = 0; i < parameters.size(); i++) {
      overwrite(means.get(i), meanOf.apply(i));
      overwrite(squares.get(i), squareOf.apply(i));
    }
    steps = stepsTaken;
  }

  private void overwrite(NDArray moment, float[] values) {
    try (NDManager scope = TorchRuntime.newManager(manager.getDevice())) {
      NDArray source = HostMemory.floats(scope, values, moment.getShape());
      script.call(CopyScript.COPY, moment, source).close();
    }
  }

  private List<NDArray> zeros() {
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
  public void close() {
    manager.close();
    script.close();
  }
}
