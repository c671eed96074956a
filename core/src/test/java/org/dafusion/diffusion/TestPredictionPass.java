package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.GoldenData;
import org.dafusion.bench.SmallFolder;
import org.dafusion.diffusion.PredictionPass.Kind;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recomputing blocks changes what is kept, not what comes out. */
class TestPredictionPass {
  private static final int BATCH = 2;

  /** Wide enough that the attention in the middle has more than one place to choose from. */
  private static final int SIDE = 16;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "attn2",
        "time_embedding",
        "down_blocks.0",
        "mid_block",
        "conv_in",
        "everything"
      })
  void checkpointingGivesTheGradientsOfTheWhole(String trained) throws IOException {
    compare(ModelFolder.open(SmallFolder.write(folder)), trained);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "everything"})
  void alsoInTheTinyModel(String trained) {
    compare(ModelFolder.open(GoldenData.full("tiny-sd")), trained);
  }

  @Test
  void alsoWithSixteenBitsBetweenBlocks() throws IOException {
    ModelFolder small = ModelFolder.open(SmallFolder.write(folder));
    try (StableDiffusion model = StableDiffusion.load(small, Precision.BF16, Device.cpu(), false)) {
      float[] whole = gradients(model, Kind.WHOLE).get("context");
      float[] segmented = gradients(model, Kind.CHECKPOINTED).get("context");
      // one block's share of the context's gradient is rounded to eight bits before all are summed
      assertThat(difference(segmented, whole)).isLessThan(0.05);
    }
  }

  private static void compare(ModelFolder folder, String trained) {
    try (StableDiffusion model =
        StableDiffusion.load(folder, Precision.FP32, Device.cpu(), false)) {
      model
          .noisePredictor()
          .model()
          .parameters()
          .forEach(
              (key, weight) ->
                  weight.setRequiresGradient(
                      !trained.isEmpty()
                          && (trained.equals("everything") || key.contains(trained))));
      Map<String, float[]> whole = gradients(model, Kind.WHOLE);
      Map<String, float[]> segmented = gradients(model, Kind.CHECKPOINTED);

      assertThat(segmented.keySet()).isEqualTo(whole.keySet());
      assertThat(whole.size() > 2).isEqualTo(!trained.isEmpty());
      assertThat(segmented.get("prediction")).containsExactly(whole.get("prediction"));
      whole.forEach(
          (key, expected) ->
              assertThat(difference(segmented.get(key), expected))
                  .as(key)
                  .isLessThanOrEqualTo(1e-6));
    }
  }

  private static Map<String, float[]> gradients(StableDiffusion model, Kind kind) {
    NoisePredictor predictor = model.noisePredictor();
    Map<String, float[]> all = new TreeMap<>();
    int channels = predictor.definition().inChannels();
    try (NDManager scope = TorchRuntime.newManager(Device.cpu());
        Gradients gradients = Gradients.record()) {
      PredictionPass pass =
          kind.forward(
              predictor,
              gradients,
              input(scope, 1, BATCH, channels, SIDE, SIDE),
              scope.create(new float[] {17, 903}),
              input(scope, 2, BATCH, 5, predictor.contextWidth()));
      all.put("prediction", pass.prediction().toFloatArray());
      NDArray context = pass.backward(input(scope, 3, BATCH, channels, SIDE, SIDE));
      all.put("context", context.toFloatArray());
      predictor
          .model()
          .parameters()
          .forEach(
              (key, weight) -> {
                if (weight.hasGradient()) {
                  all.put(key, Gradients.of(weight, scope).toFloatArray());
                  Gradients.clear(weight);
                }
              });
    }
    return all;
  }

  private static NDArray input(NDManager scope, long seed, long... dimensions) {
    Shape shape = new Shape(dimensions);
    return scope.create(GaussianNoise.of(seed, (int) shape.size()), shape);
  }

  /** Norm of the difference over the norm expected. */
  private static double difference(float[] actual, float[] expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / size);
  }
}
