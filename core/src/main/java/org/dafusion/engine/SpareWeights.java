package org.dafusion.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A second set of values for some weights of a model, kept beside it, to be exchanged with those in
 * place. Exchanging twice restores every bit, in any precision.
 *
 * <p>Only values are moved: whoever holds an array of the model, its code or an optimiser, sees the
 * others from then on. Needs as much memory as those weights, and that of the largest of them once
 * more; exchanging them needs none. The model must not be in use meanwhile.
 */
public final class SpareWeights implements AutoCloseable {
  private final Map<String, NDArray> places = new LinkedHashMap<>();
  private final Map<String, NDArray> spares = new LinkedHashMap<>();
  private final CompiledModel model;
  private final CompiledModel script;
  private final NDManager manager;
  private NDArray scratch;

  private SpareWeights(CompiledModel model, Collection<String> keys) {
    this.model = model;
    keys.forEach(key -> places.put(key, model.parameter(key)));
    script = new ModelCompiler(model.device(), Precision.FP32).compile(CopyScript.module());
    manager = TorchRuntime.newManager(model.device());
    try {
      OutOfDeviceMemoryException.recognisedIn(this::copyAll);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Set<String> copyAll() {
    places.forEach((key, weight) -> spares.put(key, copy(weight, manager)));
    places.values().stream()
        .max(Comparator.comparingLong(weight -> weight.getShape().size()))
        .ifPresent(
            largest -> {
              scratch = script.call(CopyScript.SCRATCH, largest).get(0);
              scratch.attach(manager);
            });
    return spares.keySet();
  }

  /**
   * Copies of the present values.
   *
   * @param keys of weights of the model
   */
  public static SpareWeights copyOf(CompiledModel model, Collection<String> keys) {
    return new SpareWeights(model, keys);
  }

  /** The weights that have spare values. */
  public Set<String> keys() {
    return spares.keySet();
  }

  /**
   * What is here goes into the model, what is in the model comes here: all of it, or where that
   * fails, nothing. Where what was done cannot even be undone, the model is {@linkplain
   * CompiledModel#condemn condemned}.
   */
  public void exchange() {
    List<String> exchanged = new ArrayList<>();
    try {
      for (String key : places.keySet()) {
        exchange(key);
        exchanged.add(key);
      }
    } catch (RuntimeException e) {
      undo(exchanged, e);
      throw e;
    }
  }

  private void undo(List<String> exchanged, RuntimeException failure) {
    try {
      exchanged.forEach(this::exchange);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      model.condemn(
          "exchanging its weights failed halfway and could not be undone: " + failure.getMessage());
    }
  }

  private void exchange(String key) {
    // the answer is one more handle on the spare values
    script.call(CopyScript.EXCHANGE, places.get(key), spares.get(key), scratch).close();
  }

  /**
   * Moves the spare values towards those in place: spare ← decay · spare + (1 − decay) · place. So
   * they become a running average of what is in place.
   *
   * @param decay 0 to 1
   */
  public void average(double decay) {
    try (NDManager scope = TorchRuntime.newManager(manager.getDevice())) {
      NDArray share = scope.create(1 - decay);
      // the answer is one more handle on spare values
      script
          .call(
              CopyScript.APPROACH,
              new NDList(List.copyOf(spares.values())),
              new NDList(List.copyOf(places.values())),
              share)
          .close();
    }
  }

  /**
   * Overwrites spare values, rounded to the model's precision as when it is loaded.
   *
   * @param values of the weight's shape, on the model's device
   */
  public void set(String key, NDArray values) {
    NDArray spare = spare(key);
    if (!spare.getShape().equals(values.getShape())) {
      throw new IllegalArgumentException(
          "Invalid values of weight %s: must have shape %s, found %s"
              .formatted(key, spare.getShape(), values.getShape()));
    }
    overwrite(spare, values);
  }

  /** Spare values as 32-bit numbers, exactly; outermost dimension first. */
  public float[] values(String key) {
    try (NDManager scope = TorchRuntime.newManager(manager.getDevice())) {
      NDArray wide = script.call(CopyScript.WIDEN, spare(key)).get(0);
      wide.attach(scope);
      return wide.toFloatArray();
    }
  }

  private NDArray spare(String key) {
    NDArray spare = spares.get(key);
    if (spare == null) {
      throw new IllegalArgumentException("There are no spare values of weight " + key);
    }
    return spare;
  }

  /** By the engine's own function: DJL's asks for the number type, which bf16 does not survive. */
  private static NDArray copy(NDArray weight, NDManager owner) {
    boolean recording = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      NDArray copy = JniUtils.clone((PtNDArray) weight);
      copy.attach(owner);
      return copy;
    } finally {
      JniUtils.setGradMode(recording);
    }
  }

  private void overwrite(NDArray target, NDArray source) {
    // the answer is one more handle on the target
    script.call(CopyScript.COPY, target, source).close();
  }

  @Override
  public void close() {
    manager.close();
    script.close();
  }
}
