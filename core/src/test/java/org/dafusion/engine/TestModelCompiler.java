package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.ModelDefinition;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.ScriptParameter.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a weights file must hold for a definition, and what is said where it does not. */
class TestModelCompiler {
  private static final TensorData WEIGHT =
      TensorData.of("scale.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
  private static final TensorData BIAS = TensorData.of("scale.bias", new float[] {10, 20}, 2);

  @TempDir private Path folder;

  @Test
  void compilesWhatFits() throws IOException {
    try (CompiledModel model = compile(WEIGHT, BIAS);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray x = scope.create(new float[] {1, 0, 1}, new Shape(1, 3));
      assertThat(model.forward(x).toFloatArray()).containsExactly(14, 30);
      assertThat(model.parameters()).containsOnlyKeys("scale.weight", "scale.bias");
    }
  }

  @Test
  void wrongShapeNamesFileKeyFoundAndExpected() {
    TensorData transposed = TensorData.of("scale.weight", new float[6], 3, 2);
    assertThatThrownBy(() -> compile(transposed, BIAS))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(
            "Cannot load Scale from %s: tensor scale.weight has shape [3, 2], expected [2, 3]"
                .formatted(file()));
  }

  @Test
  void missingKeyNamesFileKeyAndShape() {
    assertThatThrownBy(() -> compile(WEIGHT))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(
            "Cannot load Scale from %s: tensor scale.bias or scale.shift of shape [2] is missing"
                .formatted(file()));
  }

  @Test
  void anOlderNameOfAKeyIsTaken() throws IOException {
    TensorData older = TensorData.of("scale.shift", new float[] {10, 20}, 2);
    try (CompiledModel model = compile(WEIGHT, older)) {
      assertThat(model.parameter("scale.bias").toFloatArray()).containsExactly(10, 20);
    }
  }

  @Test
  void keysThatNobodyReadsAreToldInTheLogAndKnownOnesAreNot() throws IOException {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      TensorData extra = TensorData.of("lora.up", new float[1], 1);
      TensorData known = TensorData.of("bn1.num_batches_tracked", new long[1], 1);
      compile(WEIGHT, BIAS, extra, known).close();
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains(file() + " has 1 tensors that Scale does not use: [lora.up]");
  }

  /** The first three can be read, but are no weights; the engine has no word for the others. */
  @ParameterizedTest
  @EnumSource(
      value = SafetensorsType.class,
      names = {"I64", "I32", "BOOL", "I16", "U16", "U32", "U64", "F8_E4M3", "F8_E5M2", "C64"})
  void typesThatNoWeightCanHaveAreRefusedBeforeNativeCode(SafetensorsType type) {
    TensorData bias =
        new TensorData(
            "scale.bias", type, List.of(2L), () -> ByteBuffer.allocate(2 * type.bytes()));
    assertThatThrownBy(() -> compile(WEIGHT, bias))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(
            "Cannot load tensor scale.bias of %s: a weight must be floating point, found %s"
                .formatted(file(), type));
  }

  @Test
  void anUnknownMethodOrParameterIsNamed() throws IOException {
    try (CompiledModel model = compile(WEIGHT, BIAS)) {
      assertThatThrownBy(() -> model.parameter("scale.gain"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The model has no parameter scale.gain");
      assertThatThrownBy(() -> model.call("forward", "text"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid argument 0 of forward: must be NDArray or NDList, found text");
    }
  }

  private CompiledModel compile(TensorData... tensors) throws IOException {
    SafetensorsWriter.write(file(), new ArrayList<>(List.of(tensors)), Map.of());
    try (Weights weights = Weights.open(file())) {
      return new ModelCompiler(Device.cpu(), Precision.FP32).compile(new Scale(), weights);
    }
  }

  private Path file() {
    return folder.resolve("scale.safetensors");
  }

  /** x Wᵀ + b. */
  private static final class Scale implements ModelDefinition {
    @Override
    public String name() {
      return "Scale";
    }

    @Override
    public ScriptModule toScript(boolean tapped) {
      ScriptModule module = new ScriptModule(name(), tapped);
      ScriptMethod m = module.method("forward", "x");
      m.returnTensor(
          m.let(
              "torch.linear(%s, %s, %s)",
              m.argument("x"),
              m.parameter("scale.weight", 2, 3),
              m.parameter(Kind.PLAIN, List.of("scale.bias", "scale.shift"), 2)));
      return module;
    }
  }
}
