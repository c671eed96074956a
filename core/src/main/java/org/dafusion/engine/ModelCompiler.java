package org.dafusion.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.TensorInfo;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.ModelDefinition;
import org.dafusion.torchscript.ScriptArchive;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.ScriptParameter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a network definition and a weights file into a {@link CompiledModel}.
 *
 * <p>Every parameter of the definition must be in the file, in its shape; tensors of the file that
 * the definition does not name are reported in the log. One tensor at a time is copied out of the
 * mapped file, so loading needs the model's own size and one tensor more.
 */
public final class ModelCompiler {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCompiler.class);

  /** Tensors that upstream stores and never reads. */
  private static final List<String> IGNORED = List.of("position_ids", "num_batches_tracked");

  private final Device device;
  private final Precision precision;

  /**
   * A compiler for one device and precision.
   *
   * @param device where models are to run
   * @param precision number type of their weights and activations
   */
  public ModelCompiler(Device device, Precision precision) {
    this.device = device;
    this.precision = precision;
  }

  /**
   * Compiles a network.
   *
   * @throws ModelArtefactException naming the file, the key and what was expected, if the weights
   *     do not fit the definition
   */
  public CompiledModel compile(ModelDefinition definition, Weights weights) {
    return compile(definition.toScript(), weights);
  }

  /**
   * Compiles a network that records named intermediate values; see {@link CompiledModel#takeTaps}.
   */
  public CompiledModel compileTapped(ModelDefinition definition, Weights weights) {
    return compile(definition.toScript(true), weights);
  }

  /**
   * Checks that a weights file fits a definition, from its header alone.
   *
   * @throws ModelArtefactException as {@link #compile}
   */
  public static void verify(ModelDefinition definition, Weights weights) {
    match(definition.toScript(), weights);
  }

  /**
   * Loads a finished network, a TorchScript file that has its weights inside, in whatever precision
   * it was written.
   *
   * @throws ModelArtefactException if the file is none
   * @throws OutOfDeviceMemoryException if there is no room for it
   */
  public CompiledModel load(Path file) {
    NDManager manager = TorchRuntime.newManager(device);
    try {
      String[] none = {};
      PtSymbolBlock block =
          JniUtils.loadModule((PtNDManager) manager, file, true, none, none, false);
      return new CompiledModel(manager, block, precision, Map.of(), List.of());
    } catch (EngineException e) {
      manager.close();
      throw notLoaded(file, e);
    }
  }

  /** Memory that ran out is no fault of the file. */
  static RuntimeException notLoaded(Path file, EngineException e) {
    RuntimeException mapped = OutOfDeviceMemoryException.mapped(e);
    return mapped instanceof OutOfDeviceMemoryException
        ? mapped
        : new ModelArtefactException(
            "Cannot load %s because it is no TorchScript file: %s"
                .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
            e);
  }

  /** Compiles code that asks for no weights. */
  CompiledModel compile(ScriptModule module) {
    if (!module.parameters().isEmpty()) {
      throw new IllegalArgumentException(
          "%s asks for %d weights and is given none"
              .formatted(module.name(), module.parameters().size()));
    }
    NDManager manager = TorchRuntime.newManager(device);
    try {
      PtSymbolBlock block = load(module, (PtNDManager) manager);
      return new CompiledModel(manager, block, precision, Map.of(), module.taps());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private CompiledModel compile(ScriptModule module, Weights weights) {
    Map<ScriptParameter, TensorInfo> found = match(module, weights);
    NDManager manager = TorchRuntime.newManager(device);
    try {
      PtSymbolBlock block = load(module, (PtNDManager) manager);
      Map<String, NDArray> bound = new LinkedHashMap<>();
      try (Binding binding = new Binding(manager, block)) {
        found.forEach(
            (parameter, info) ->
                bound.put(parameter.key(), binding.bind(parameter, info, weights)));
      }
      return new CompiledModel(
          manager, block, precision, Collections.unmodifiableMap(bound), module.taps());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private PtSymbolBlock load(ScriptModule module, PtNDManager manager) {
    byte[] archive = ScriptArchive.of(module, precision.numberType(), true);
    try {
      return JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<ScriptParameter, TensorInfo> match(ScriptModule module, Weights weights) {
    Map<ScriptParameter, TensorInfo> found = new LinkedHashMap<>();
    Set<String> unused = new HashSet<>(weights.names());
    for (ScriptParameter parameter : module.parameters()) {
      String key =
          parameter.keys().stream()
              .filter(weights::has)
              .findFirst()
              .orElseThrow(() -> missing(module, parameter, weights));
      TensorInfo info = weights.info(key);
      if (!info.shape().equals(parameter.shape())) {
        throw new ModelArtefactException(
            "Cannot load %s from %s: tensor %s has shape %s, expected %s"
                .formatted(
                    module.name(), weights.describe(), key, info.shape(), parameter.shape()));
      }
      dataType(info, weights); // refused here, before any weight is bound
      found.put(parameter, info);
      unused.remove(key);
    }
    unused.removeIf(name -> IGNORED.stream().anyMatch(name::endsWith));
    if (!unused.isEmpty()) {
      LOG.warn(
          "{} has {} tensors that {} does not use: {}",
          weights.describe(),
          unused.size(),
          module.name(),
          unused.stream().sorted().limit(20).toList());
    }
    return found;
  }

  private static ModelArtefactException missing(
      ScriptModule module, ScriptParameter parameter, Weights weights) {
    return new ModelArtefactException(
        "Cannot load %s from %s: tensor %s of shape %s is missing"
            .formatted(
                module.name(),
                weights.describe(),
                String.join(" or ", parameter.keys()),
                parameter.shape()));
  }

  private static DataType dataType(TensorInfo info, Weights weights) {
    SafetensorsType type = info.type();
    return switch (type) {
      case F64 -> DataType.FLOAT64;
      case F32, BF16 -> DataType.FLOAT32;
      case F16 -> DataType.FLOAT16;
      default ->
          throw new ModelArtefactException(
              "Cannot load tensor %s of %s: a weight must be floating point, found %s"
                  .formatted(info.name(), weights.describe(), type));
    };
  }

  /** Hands weights to a loaded module, one at a time. */
  private static final class Binding implements AutoCloseable {
    private final NDManager manager;
    private final PtSymbolBlock block;
    private final boolean recording = JniUtils.isGradMode();
    private final NDArray plain;
    private final NDArray kernel;

    Binding(NDManager manager, PtSymbolBlock block) {
      this.manager = manager;
      this.block = block;
      plain = manager.create(0f);
      plain.setName("module_method:" + ScriptArchive.BIND);
      kernel = manager.create(0f);
      kernel.setName("module_method:" + ScriptArchive.BIND_KERNEL);
      JniUtils.setGradMode(false);
      JniUtils.setGraphExecutorOptimize(false);
    }

    NDArray bind(ScriptParameter parameter, TensorInfo info, Weights weights) {
      NDArray method = parameter.kind() == ScriptParameter.Kind.CONVOLUTION ? kernel : plain;
      DataType type = dataType(info, weights);
      ByteBuffer values = weights.readWidened(info.name());
      try (NDManager scope = manager.newSubManager()) {
        NDArray source = scope.create(values, new Shape(info.dimensions()), type);
        NDArray weight = IValueUtils.forward(block, new NDList(source, method), true).get(0);
        weight.attach(manager);
        return weight;
      } finally {
        // until here the source reads from this memory, which the collector must not release
        Reference.reachabilityFence(values);
      }
    }

    @Override
    public void close() {
      plain.close();
      kernel.close();
      JniUtils.setGradMode(recording);
    }
  }
}
