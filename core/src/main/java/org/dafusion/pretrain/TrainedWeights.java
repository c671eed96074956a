package org.dafusion.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.dafusion.engine.Adam;
import org.dafusion.engine.BatchHalves;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.GradientClip;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.Precision;
import org.dafusion.engine.SpareWeights;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.engine.TrainingCheckpoint;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;

/**
 * All weights of one or more networks in training: one optimiser for them together, and their
 * running average, which is in their place within {@link #averaged}.
 *
 * <p>The networks stay the caller's, who must not use them for anything else until this is closed;
 * they then have the weights that training gave them.
 */
final class TrainedWeights implements AutoCloseable {
  private static final String AVERAGE = "average";

  private final TrainingRecipe recipe;
  private final Map<String, CompiledModel> networks;

  /** By component and key, as in {@code unet/conv_in.bias}. */
  private final Map<String, NDArray> weights = new LinkedHashMap<>();

  /** Likewise, what a forward pass moves and no gradient does. */
  private final Map<String, NDArray> statistics = new LinkedHashMap<>();

  private final Map<String, SpareWeights> averages = new LinkedHashMap<>();
  private final GradientClip clip;
  private final Adam adam;

  /**
   * Begins with the weights that are in place.
   *
   * @param networks in 32 bits, by the component of the folder that they are
   */
  TrainedWeights(TrainingRecipe recipe, Map<String, CompiledModel> networks) {
    this(recipe, networks, key -> false);
  }

  /**
   * Begins with the weights that are in place.
   *
   * @param networks in 32 bits, by the component of the folder that they are
   * @param statistic whether a key is that of something that a forward pass moves and no gradient
   *     does; it is averaged and kept like a weight
   */
  TrainedWeights(
      TrainingRecipe recipe, Map<String, CompiledModel> networks, Predicate<String> statistic) {
    this.recipe = recipe;
    this.networks = new LinkedHashMap<>(networks);
    clip = new GradientClip(networks.values().iterator().next().device());
    try {
      this.networks.forEach((component, network) -> train(component, network, statistic));
      adam = new Adam(recipe.optimiser(), List.copyOf(weights.values()));
    } catch (RuntimeException e) {
      closeAllButAdam();
      throw e;
    }
  }

  private void train(String component, CompiledModel network, Predicate<String> statistic) {
    if (network.precision() != Precision.FP32) {
      throw new IllegalArgumentException(
          "Cannot train %s in %s: must be fp32".formatted(component, network.precision().label()));
    }
    averages.put(component, SpareWeights.copyOf(network, network.parameters().keySet()));
    network
        .parameters()
        .forEach(
            (key, weight) -> {
              if (statistic.test(key)) {
                statistics.put(name(component, key), weight);
              } else {
                weight.setRequiresGradient(true);
                weights.put(name(component, key), weight);
              }
            });
  }

  private static String name(String component, String key) {
    return component + "/" + key;
  }

  /** Steps taken so far. */
  long steps() {
    return adam.steps();
  }

  /**
   * Takes a step with the gradients that have arrived at the weights, and clears them.
   *
   * @return the length of the gradient before it was shortened
   */
  double step() {
    return BatchHalves.between(this::stepOnHalfTheThreads);
  }

  private double stepOnHalfTheThreads() {
    long step = adam.steps() + 1;
    double limit = recipe.gradientClip() > 0 ? recipe.gradientClip() : Double.POSITIVE_INFINITY;
    try (NDManager scope = TorchRuntime.newManager(adam.device())) {
      List<NDArray> gradients =
          weights.values().stream().map(weight -> Gradients.of(weight, scope)).toList();
      double length = clip.apply(gradients, limit);
      if (!Double.isFinite(length)) {
        throw diverged(gradients, length, step);
      }
      adam.step(recipe.learningRate(step), gradients);
      clip.clear(gradients);
      averages.values().forEach(average -> average.average(recipe.emaDecay(step)));
      return length;
    }
  }

  /** The error that says where the numbers ended, which tells a bad network from a bad machine. */
  private TrainingDivergedException diverged(List<NDArray> gradients, double length, long step) {
    List<String> names = List.copyOf(weights.keySet());
    List<String> bad = new ArrayList<>();
    double greatest = 0;
    double squares = 0;
    for (int i = 0; i < names.size(); i++) {
      boolean finite = true;
      for (float value : HostMemory.read(gradients.get(i))) {
        finite &= Float.isFinite(value);
        greatest = Math.max(greatest, Math.abs(value));
        squares += (double) value * value;
      }
      if (!finite) {
        bad.add(names.get(i));
      }
    }
    return new TrainingDivergedException(
        "The training of %s diverged: the gradient has length %s (%s in 64 bits, greatest value %s) at step %d, and is not finite in %d of %d weights: %s"
            .formatted(
                recipe.part(),
                length,
                Math.sqrt(squares),
                greatest,
                step,
                bad.size(),
                names.size(),
                bad));
  }

  /** Does something with the averaged weights in place. */
  <T> T averaged(Supplier<T> work) {
    averages.values().forEach(SpareWeights::exchange);
    try {
      return TorchRuntime.onAllThreads(work);
    } finally {
      averages.values().forEach(SpareWeights::exchange);
    }
  }

  /**
   * Writes a checkpoint.
   *
   * @param origin which training this is
   */
  void save(Path file, Map<String, String> origin) throws IOException {
    Function<String, float[]> average =
        name -> averages.get(component(name)).values(name.substring(name.indexOf('/') + 1));
    TrainingCheckpoint.write(file, origin, weights, statistics, adam, Map.of(AVERAGE, average));
  }

  private static String component(String name) {
    return name.substring(0, name.indexOf('/'));
  }

  /** Goes on from a checkpoint of the same training. */
  void restore(Path file, Map<String, String> origin) {
    try (TrainingCheckpoint checkpoint = TrainingCheckpoint.open(file, origin)) {
      setSpare(checkpoint::weight);
      averages.values().forEach(SpareWeights::exchange);
      setSpare(name -> checkpoint.values(AVERAGE, name));
      checkpoint.restore(adam, weights.keySet());
    }
  }

  private void setSpare(Function<String, float[]> values) {
    averages.forEach(
        (component, spare) -> {
          for (String key : spare.keys()) {
            String name = name(component, key);
            Shape shape = networks.get(component).parameter(key).getShape();
            try (NDManager scope = TorchRuntime.newManager(adam.device())) {
              spare.set(key, HostMemory.floats(scope, values.apply(name), shape));
            }
          }
        });
  }

  /** Writes the averages to the components of a folder, where the libraries look for them. */
  void write(Path folder, SafetensorsType type) throws IOException {
    for (String component : averages.keySet()) {
      Path file = InitialWeights.weightsFile(folder.resolve(component));
      write(component, file, type, Map.of("format", "pt"));
    }
  }

  /** Writes the averages of one component to a file. */
  void write(String component, Path file, SafetensorsType type, Map<String, String> metadata)
      throws IOException {
    SpareWeights average = averages.get(component);
    List<TensorData> tensors = new ArrayList<>();
    networks
        .get(component)
        .parameters()
        .forEach(
            (key, weight) ->
                tensors.add(
                    TensorData.of(
                        key, type, () -> average.values(key), weight.getShape().getShape())));
    SafetensorsWriter.write(file, tensors, metadata);
  }

  @Override
  public void close() {
    adam.close();
    closeAllButAdam();
  }

  private void closeAllButAdam() {
    clip.close();
    averages.values().forEach(SpareWeights::close);
    weights.values().forEach(weight -> weight.setRequiresGradient(false));
  }
}
