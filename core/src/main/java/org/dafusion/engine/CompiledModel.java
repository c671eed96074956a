package org.dafusion.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.dafusion.torchscript.ScriptArchive;

/**
 * A network ready to run: its code and its own copy of the weights, on one device.
 *
 * <p>Weights, and what goes between the segments of a network, are in the model's precision. Of
 * bf16 arrays Java may hold and hand on handles, but not look inside: DJL has no such type, and
 * asking an array for its number type or values ends the process.
 *
 * <p>Any number of threads may call it. Results belong to the manager of the first argument, as
 * everywhere in DJL, and are closed with it.
 */
public final class CompiledModel implements AutoCloseable {
  private static final Map<Device, Lock> TURNS = new ConcurrentHashMap<>();

  private final NDManager manager;
  private final PtSymbolBlock block;
  private final Precision precision;
  private final Map<String, NDArray> parameters;
  private final List<String> taps;
  private final Map<String, NDArray> methodMarkers = new ConcurrentHashMap<>();
  private volatile String condemned;

  CompiledModel(
      NDManager manager,
      PtSymbolBlock block,
      Precision precision,
      Map<String, NDArray> parameters,
      List<String> taps) {
    this.manager = manager;
    this.block = block;
    this.precision = precision;
    this.parameters = parameters;
    this.taps = taps;
  }

  /** Runs the method {@code forward}, whose result is one tensor; nothing is recorded. */
  public NDArray forward(NDArray... arguments) {
    return call("forward", (Object[]) arguments).singletonOrThrow();
  }

  /**
   * Runs a method and records nothing for a backward pass. Such calls take turns on a GPU, and on a
   * CPU where they use {@linkplain TorchRuntime#onAllThreads all threads}: two at a time would hold
   * twice the activations and finish no sooner.
   *
   * @param method its name in the network's definition
   * @param arguments one tensor or one list of tensors for each argument of the method, in order
   */
  public NDList call(String method, Object... arguments) {
    if (!device().isGpu() && TorchRuntime.isOnOneThread()) {
      return callUnrecorded(method, arguments);
    }
    Lock turn = TURNS.computeIfAbsent(device(), device -> new ReentrantLock());
    turn.lock();
    try {
      return callUnrecorded(method, arguments);
    } finally {
      turn.unlock();
    }
  }

  private NDList callUnrecorded(String method, Object... arguments) {
    boolean recording = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      return run(method, arguments);
    } finally {
      JniUtils.setGradMode(recording);
    }
  }

  /**
   * Runs a method and records it for a backward pass.
   *
   * @param gradients the open recording of this thread
   * @param method its name in the network's definition
   * @param arguments one tensor or one list of tensors for each argument of the method, in order
   */
  public NDList call(Gradients gradients, String method, Object... arguments) {
    gradients.checkThread();
    return run(method, arguments);
  }

  /** The bound weight of that key, in the model's precision; the model keeps it. */
  public NDArray parameter(String key) {
    NDArray parameter = parameters.get(key);
    if (parameter == null) {
      throw new IllegalArgumentException("The model has no parameter " + key);
    }
    return parameter;
  }

  /** All bound weights by key, in the order of the definition; the model keeps them. */
  public Map<String, NDArray> parameters() {
    return parameters;
  }

  /** The number type of the weights. */
  public Precision precision() {
    return precision;
  }

  /** Whether a weight requires a gradient, among those whose key begins so. */
  public boolean trains(String prefix) {
    return parameters.entrySet().stream()
        .anyMatch(weight -> weight.getKey().startsWith(prefix) && weight.getValue().hasGradient());
  }

  /**
   * Gives this model up because its weights are no longer those of any one network: every call is
   * refused from now on. It still has to be closed.
   *
   * @param reason what happened to the weights
   */
  public void condemn(String reason) {
    condemned = reason;
  }

  /** Whether it may be called; see {@link #condemn}. */
  public boolean isUsable() {
    return condemned == null;
  }

  /** Where the model runs. */
  public Device device() {
    return manager.getDevice();
  }

  /**
   * The intermediate values recorded since the last such call, named in {@link NDArray#getName}.
   *
   * @param scope the manager that they are to belong to
   */
  public NDList takeTaps(NDManager scope) {
    NDList taken = call(ScriptArchive.TAKE_TAPS);
    taken.attach(scope);
    for (int i = 0; i < taken.size(); i++) {
      taken.get(i).setName(taps.get(i % taps.size()));
    }
    return taken;
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }

  private NDList run(String method, Object... arguments) {
    if (condemned != null) {
      throw new IllegalStateException("Cannot use a model because " + condemned);
    }
    // settings of the thread, not of the model
    TorchRuntime.useThreads();
    JniUtils.setGraphExecutorOptimize(false);
    NDList flat = new NDList();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof NDArray array) {
        array.setName(null);
        flat.add(array);
      } else if (arguments[i] instanceof NDList list) {
        addList(flat, list, "argument" + i + "[]");
      } else {
        throw new IllegalArgumentException(
            "Invalid argument %d of %s: must be NDArray or NDList, found %s"
                .formatted(i, method, arguments[i]));
      }
    }
    flat.add(methodMarkers.computeIfAbsent(method, this::marker));
    try {
      return IValueUtils.forward(block, flat, true);
    } catch (EngineException e) {
      throw OutOfDeviceMemoryException.mapped(e);
    }
  }

  private static void addList(NDList flat, NDList list, String name) {
    for (NDArray array : list) {
      array.setName(name);
      flat.add(array);
    }
  }

  /** DJL tells the method to call by the name of one more array. */
  private NDArray marker(String method) {
    NDArray marker = manager.create(0f);
    marker.setName("module_method:" + method);
    return marker;
  }
}
