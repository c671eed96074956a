package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.bench.SmallFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestSpareWeights {
  // a kernel, which lies channels-last in memory, and a bias
  private static final List<String> KEYS = List.of("conv_out.weight", "conv_out.bias");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = SmallFolder.weights(SmallFolder.unet(), folder.resolve("unet.safetensors"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FP32", "BF16"})
  void exchangingTwiceRestoresEveryBit(Precision precision) {
    try (Weights weights = Weights.open(file);
        CompiledModel unet =
            new ModelCompiler(Device.cpu(), precision).compile(SmallFolder.unet(), weights);
        SpareWeights spare = SpareWeights.copyOf(unet, KEYS);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      float[] before = output(unet, scope);
      float[] original = spare.values(KEYS.get(0));
      for (String key : KEYS) {
        Shape shape = unet.parameter(key).getShape();
        spare.set(key, scope.create(GaussianNoise.of(1, (int) shape.size()), shape));
      }
      float[] other = spare.values(KEYS.get(0));

      spare.exchange();
      assertThat(spare.values(KEYS.get(0))).containsExactly(original);
      assertThat(output(unet, scope)).isNotEqualTo(before);

      spare.exchange();
      assertThat(spare.values(KEYS.get(0))).containsExactly(other);
      assertThat(output(unet, scope)).containsExactly(before);
    }
  }

  @Test
  void valuesAreThoseOfTheFileInItsOrder() {
    try (Weights weights = Weights.open(file);
        CompiledModel unet =
            new ModelCompiler(Device.cpu(), Precision.FP32).compile(SmallFolder.unet(), weights);
        SpareWeights spare = SpareWeights.copyOf(unet, KEYS)) {
      for (String key : KEYS) {
        assertThat(spare.values(key)).containsExactly(weights.floats(key));
      }
    }
  }

  @Test
  void aWeightThatTrainsMayBeExchanged() {
    try (Weights weights = Weights.open(file);
        CompiledModel unet =
            new ModelCompiler(Device.cpu(), Precision.FP32).compile(SmallFolder.unet(), weights);
        Gradients recording = Gradients.record()) {
      unet.parameter(KEYS.get(1)).setRequiresGradient(true);
      try (SpareWeights spare = SpareWeights.copyOf(unet, KEYS)) {
        spare.exchange();
        assertThat(unet.parameter(KEYS.get(1)).hasGradient()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FP32", "BF16"})
  void exchangingAllWeightsBringsThePresentOnesHere(Precision precision) {
    try (Weights weights = Weights.open(file);
        CompiledModel unet =
            new ModelCompiler(Device.cpu(), precision).compile(SmallFolder.unet(), weights);
        NDManager scope = TorchRuntime.newManager(Device.cpu());
        SpareWeights spare = SpareWeights.copyOf(unet, unet.parameters().keySet());
        SpareWeights present = SpareWeights.copyOf(unet, unet.parameters().keySet())) {
      Map<String, float[]> before = new HashMap<>();
      for (String key : spare.keys()) {
        before.put(key, present.values(key));
        Shape shape = unet.parameter(key).getShape();
        spare.set(key, scope.create(GaussianNoise.of(1, (int) shape.size()), shape));
      }
      spare.exchange();
      spare.keys().forEach(key -> assertThat(spare.values(key)).containsExactly(before.get(key)));
    }
  }

  @Test
  void averagingMovesSpareValuesTowardsThoseInPlace() {
    try (Weights weights = Weights.open(file);
        CompiledModel unet =
            new ModelCompiler(Device.cpu(), Precision.FP32).compile(SmallFolder.unet(), weights);
        SpareWeights spare = SpareWeights.copyOf(unet, KEYS);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      for (String key : KEYS) {
        Shape shape = unet.parameter(key).getShape();
        spare.set(key, scope.create(GaussianNoise.of(1, (int) shape.size()), shape));
      }

      spare.average(0.9);
      spare.average(0.25);

      for (String key : KEYS) {
        float[] place = weights.floats(key);
        float[] first = GaussianNoise.of(1, place.length);
        float[] found = spare.values(key);
        for (int i = 0; i < place.length; i++) {
          double once = 0.9 * first[i] + 0.1 * place[i];
          assertThat((double) found[i]).isCloseTo(0.25 * once + 0.75 * place[i], within(1e-6));
        }
        assertThat(HostMemory.read(unet.parameter(key))).containsExactly(place);
      }
    }
  }

  @Test
  void anExchangeThatFailsHalfwayIsUndone() {
    try (Weights weights = Weights.open(file);
        CompiledModel unet =
            new ModelCompiler(Device.cpu(), Precision.FP32).compile(SmallFolder.unet(), weights);
        SpareWeights spare = SpareWeights.copyOf(unet, KEYS);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      Shape shape = unet.parameter(KEYS.get(0)).getShape();
      float[] other = GaussianNoise.of(1, (int) shape.size());
      spare.set(KEYS.get(0), scope.create(other, shape));
      unet.parameter(KEYS.get(1)).close(); // the second of the two fails

      assertThatThrownBy(spare::exchange).isInstanceOf(IllegalStateException.class);

      assertThat(spare.values(KEYS.get(0))).containsExactly(other);
      assertThat(HostMemory.read(unet.parameter(KEYS.get(0))))
          .containsExactly(weights.floats(KEYS.get(0)));
      assertThat(unet.isUsable()).isTrue();
    }
  }

  @Test
  void aModelBetweenTwoSetsOfWeightsIsNotUsedAgain() {
    try (Weights weights = Weights.open(file);
        CompiledModel unet =
            new ModelCompiler(Device.cpu(), Precision.FP32).compile(SmallFolder.unet(), weights);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      unet.condemn("half of its weights are others");

      assertThat(unet.isUsable()).isFalse();
      assertThatThrownBy(() -> output(unet, scope))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot use a model because half of its weights are others");
    }
  }

  @Test
  void otherShapesAndKeysAreRefused() {
    try (Weights weights = Weights.open(file);
        CompiledModel unet =
            new ModelCompiler(Device.cpu(), Precision.FP32).compile(SmallFolder.unet(), weights);
        SpareWeights spare = SpareWeights.copyOf(unet, KEYS);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray three = scope.create(new float[] {1, 2, 3});
      assertThatThrownBy(() -> spare.set("conv_out.bias", three))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid values of weight conv_out.bias: must have shape (4), found (3)");
      assertThatThrownBy(() -> spare.set("conv_in.bias", three))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("There are no spare values of weight conv_in.bias");
    }
  }

  private static float[] output(CompiledModel unet, NDManager scope) {
    return unet.forward(
            scope.create(GaussianNoise.of(2, 4 * 64), new Shape(1, 4, 8, 8)),
            scope.create(new float[] {500}),
            scope.create(
                GaussianNoise.of(3, 5 * SmallFolder.WIDTH), new Shape(1, 5, SmallFolder.WIDTH)))
        .toFloatArray();
  }
}
