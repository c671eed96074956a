package org.dafusion.erasure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.NoisePredictor;
import org.dafusion.diffusion.PredictionPass;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.engine.Precision;
import org.dafusion.engine.SpareWeights;
import org.dafusion.engine.TorchRuntime;

/**
 * A UNet of which some weights exist twice: as they were, and as training has moved them. The
 * latter are in place but for calls within {@link #asItWas}. Closing puts the former back.
 */
final class TrainedUnet implements AutoCloseable {
  private final NoisePredictor predictor;
  private final Map<String, NDArray> weights = new LinkedHashMap<>();
  private final SpareWeights originals;
  private boolean trainedInPlace = true;

  /**
   * Begins at the weights that are in place.
   *
   * @param predictor in 32 bits, and nobody else's until this is closed
   */
  TrainedUnet(NoisePredictor predictor, TrainMethod method) {
    CompiledModel model = predictor.model();
    if (model.precision() != Precision.FP32) {
      throw new IllegalArgumentException(
          "Cannot train a UNet in %s: must be fp32".formatted(model.precision().label()));
    }
    this.predictor = predictor;
    model.parameters().forEach((key, weight) -> choose(key, weight, method));
    originals = SpareWeights.copyOf(model, weights.keySet());
    try {
      weights.values().forEach(Gradients::clear);
      weights.values().forEach(weight -> weight.setRequiresGradient(true));
    } catch (RuntimeException e) {
      originals.close();
      throw e;
    }
  }

  private void choose(String key, NDArray weight, TrainMethod method) {
    if (method.trains(key)) {
      weights.put(key, weight);
    }
  }

  NoisePredictor predictor() {
    return predictor;
  }

  /** The weights that are trained, by key, in the order of the definition. */
  Map<String, NDArray> weights() {
    return weights;
  }

  /** The values that training has given a weight; not within {@link #asItWas}. */
  float[] values(String key) {
    return HostMemory.read(weights.get(key));
  }

  /** The values that a weight had at first. */
  float[] original(String key) {
    return originals.values(key);
  }

  /** Does something with the weights as they were. */
  <T> T asItWas(Supplier<T> work) {
    exchange();
    try {
      return work.get();
    } finally {
      exchange();
    }
  }

  private void exchange() {
    originals.exchange();
    trainedInPlace = !trainedInPlace;
  }

  /** Sets what training has made of the weights; asked for one at a time. */
  void set(Function<String, float[]> trained) {
    exchange();
    try {
      for (Map.Entry<String, NDArray> weight : weights.entrySet()) {
        try (NDManager scope = TorchRuntime.newManager(predictor.model().device())) {
          originals.set(
              weight.getKey(),
              HostMemory.floats(
                  scope, trained.apply(weight.getKey()), weight.getValue().getShape()));
        }
      }
    } finally {
      exchange();
    }
  }

  /**
   * Adds the gradients of the mean squared error to the trained weights.
   *
   * @param targets of the rows
   * @param share by which the error counts
   * @param kind how to keep what the backward pass needs
   * @return the error, with its share
   * @throws OutOfDeviceMemoryException after which some gradients may have been added to
   */
  double addGradients(
      List<NoisePredictor.Row> rows,
      List<float[]> targets,
      LatentSize size,
      Shape contextShape,
      double share,
      PredictionPass.Kind kind) {
    return OutOfDeviceMemoryException.recognisedIn(
        () -> forwardAndBackward(rows, targets, size, contextShape, share, kind));
  }

  private double forwardAndBackward(
      List<NoisePredictor.Row> rows,
      List<float[]> targets,
      LatentSize size,
      Shape contextShape,
      double share,
      PredictionPass.Kind kind) {
    CompiledModel model = predictor.model();
    Shape contexts = new Shape(rows.size()).addAll(contextShape);
    try (NDManager scope = TorchRuntime.newManager(model.device());
        Gradients gradients = Gradients.record()) {
      PredictionPass pass =
          kind.forward(
              predictor,
              gradients,
              HostMemory.floats(
                  scope,
                  joined(rows.stream().map(NoisePredictor.Row::sample).toList()),
                  size.batch(rows.size())),
              HostMemory.floats(scope, timesteps(rows), new Shape(rows.size())),
              HostMemory.floats(
                  scope,
                  joined(rows.stream().map(NoisePredictor.Row::context).toList()),
                  contexts));
      NDArray target = HostMemory.floats(scope, joined(targets), size.batch(rows.size()));
      NDArray error = pass.prediction().stopGradient().sub(target);
      NDArray loss = error.square().mean().mul((float) share);
      pass.backward(error.mul((float) (2 * share / error.size())));
      return loss.getFloat();
    }
  }

  private static float[] timesteps(List<NoisePredictor.Row> rows) {
    float[] timesteps = new float[rows.size()];
    for (int i = 0; i < timesteps.length; i++) {
      timesteps[i] = (float) rows.get(i).timestep();
    }
    return timesteps;
  }

  private static float[] joined(List<float[]> parts) {
    int length = parts.get(0).length;
    float[] all = new float[parts.size() * length];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(parts.get(i), 0, all, i * length, length);
    }
    return all;
  }

  /** The model is condemned if its own weights cannot be put back. */
  @Override
  public void close() {
    try {
      if (trainedInPlace) {
        exchange();
      }
      weights.values().forEach(weight -> weight.setRequiresGradient(false));
    } catch (RuntimeException e) {
      predictor.model().condemn("its own weights could not be put back: " + e.getMessage());
      throw e;
    } finally {
      originals.close();
    }
  }
}
