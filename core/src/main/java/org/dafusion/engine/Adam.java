package org.dafusion.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The optimiser of Kingma and Ba (2015), with decoupled weight decay where the settings say so:
 * {@code torch.optim.Adam} and {@code AdamW}.
 *
 * <p>Parameters are changed in place and stay the caller's; the two running means of each belong to
 * this object. Not for use by several threads at once.
 */
public final class Adam implements Optimiser {
  private final AdamSettings settings;
  private final List<NDArray> parameters;
  private final AdamUpdate update;
  private final boolean ownsUpdate;
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
    this(settings, parameters, null);
  }

  /**
   * An optimiser at step 0 that shares its compiled code with others.
   *
   * @param parameters as above
   * @param shared compiled for like settings on the parameters' device; stays the caller's. Null
   *     makes one of its own
   */
  public Adam(AdamSettings settings, List<NDArray> parameters, AdamUpdate shared) {
    this.settings = settings;
    this.parameters = Optimiser.checked("Adam", parameters);
    Device device = parameters.get(0).getDevice();
    ownsUpdate = shared == null;
    update = ownsUpdate ? new AdamUpdate(settings, device) : shared;
    update.requireServes(settings);
    manager = TorchRuntime.newManager(device);
    try {
      means = OutOfDeviceMemoryException.recognisedIn(this::zeros);
      squares = OutOfDeviceMemoryException.recognisedIn(this::zeros);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void step() {
    step(settings.learningRate());
  }

  /**
   * Takes one step with the gradients that have arrived at the parameters, which stay as they are.
   *
   * @param learningRate of this step, for schedules
   * @throws IllegalStateException if a parameter has no gradient; none is changed then
   * @throws OutOfDeviceMemoryException after which some parameters may have moved and others not:
   *     restore them and this, or begin anew
   */
  public void step(double learningRate) {
    try (NDManager scope = TorchRuntime.newManager(manager.getDevice())) {
      step(learningRate, parameters.stream().map(p -> Gradients.of(p, scope)).toList());
    }
  }

  /**
   * Takes one step with gradients of the caller's.
   *
   * @param learningRate of this step
   * @param gradients one for each parameter, of its shape, on its device
   */
  public void step(double learningRate, List<NDArray> gradients) {
    if (gradients.size() != parameters.size()) {
      throw new IllegalArgumentException(
          "Invalid gradients: must be one for each of the %d parameters, found %d"
              .formatted(parameters.size(), gradients.size()));
    }
    try (NDManager host = TorchRuntime.newManager(Device.cpu())) {
      steps++;
      NDArray numbers = host.create(AdamScript.numbers(settings, learningRate, steps));
      for (int i = 0; i < parameters.size(); i++) {
        update.apply(parameters.get(i), gradients.get(i), means.get(i), squares.get(i), numbers);
      }
    }
  }

  @Override
  public void clearGradients() {
    parameters.forEach(Gradients::clear);
  }

  /** Where the parameters are. */
  public Device device() {
    return manager.getDevice();
  }

  /** Steps taken so far. */
  public long steps() {
    return steps;
  }

  /** Running mean of the gradients of the parameter at a place. */
  public float[] mean(int place) {
    return HostMemory.read(means.get(place));
  }

  /** Running mean of their squares. */
  public float[] square(int place) {
    return HostMemory.read(squares.get(place));
  }

  /**
   * Goes on from where another optimiser of the same parameters stood; the parameters are the
   * caller's to restore.
   *
   * @param takenSteps its {@link #steps}
   * @param savedMeans what {@link #mean} was, by place, asked for one at a time
   * @param savedSquares likewise {@link #square}
   */
  public void restore(
      long takenSteps, IntFunction<float[]> savedMeans, IntFunction<float[]> savedSquares) {
    try (CompiledModel script =
        new ModelCompiler(manager.getDevice(), Precision.FP32).compile(CopyScript.module())) {
      for (int i = 0; i < parameters.size(); i++) {
        overwrite(script, means.get(i), savedMeans.apply(i));
        overwrite(script, squares.get(i), savedSquares.apply(i));
      }
    }
    steps = takenSteps;
  }

  /** DJL's own way would keep a buffer of the host beside each array for as long as it lives. */
  private static void overwrite(CompiledModel script, NDArray target, float[] values) {
    try (NDManager scope = TorchRuntime.newManager(target.getDevice())) {
      NDArray source = HostMemory.floats(scope, values, target.getShape());
      // the answer is one more handle on the target
      script.call(CopyScript.COPY, target, source).close();
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
    if (ownsUpdate) {
      update.close();
    }
  }
}
