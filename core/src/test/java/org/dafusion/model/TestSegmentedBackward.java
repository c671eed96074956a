package org.dafusion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.Parity;
import org.dafusion.bench.SmallFolder;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.Weights;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The backward pass segment by segment: the forward pass keeps what goes into each block and
 * records nothing; then, from the last block to the first, a block is run again, recorded, and
 * given the gradient that came from behind it.
 */
class TestSegmentedBackward {
  private static final int LEVELS = 2;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = SmallFolder.weights(SmallFolder.unet(), folder.resolve("unet.safetensors"));
  }

  @Test
  void blocksRecomputedOneByOneGiveTheGradientsOfTheWhole() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      Map<String, float[]> whole = whole(scope);
      Map<String, float[]> segmented = segmented(scope);
      assertThat(segmented.keySet()).isEqualTo(whole.keySet());
      assertThat(segmented.get("output")).containsExactly(whole.get("output"));
      whole.forEach(
          (key, expected) ->
              // the same terms, where there are more than two of them summed in another order
              assertThat(Parity.largestDifference(segmented.get(key), expected))
                  .as(key)
                  .isLessThanOrEqualTo(3e-6 * Math.max(1, largest(expected))));
    }
  }

  private Map<String, float[]> whole(NDManager scope) {
    try (CompiledModel unet = compile();
        Gradients gradients = Gradients.record()) {
      NDArray sample = leaf(input(scope, 1, 2, 4, 8, 8));
      NDArray context = leaf(input(scope, 2, 2, 5, SmallFolder.WIDTH));
      NDArray out = unet.call(gradients, "forward", sample, timesteps(scope), context).get(0);
      gradients.backward(out, input(scope, 3, 2, 4, 8, 8));
      return collected(unet, out, sample, context);
    }
  }

  private Map<String, float[]> segmented(NDManager scope) {
    try (CompiledModel unet = compile()) {
      NDArray sample = leaf(input(scope, 1, 2, 4, 8, 8));
      NDArray context = leaf(input(scope, 2, 2, 5, SmallFolder.WIDTH));
      NDArray time = leaf(unet.call("time", timesteps(scope)).get(0));
      // the forward pass: only what goes from block to block is kept
      NDList skips = new NDList();
      List<NDArray> inputs = new ArrayList<>();
      NDArray h = unet.call("begin", sample).get(0);
      skips.add(leaf(h));
      for (int level = 0; level < LEVELS; level++) {
        inputs.add(skips.get(skips.size() - 1));
        unet.call("down_" + level, inputs.get(level), time, context)
            .forEach(s -> skips.add(leaf(s)));
      }
      NDArray middle = skips.get(skips.size() - 1);
      NDArray upInput = leaf(unet.call("mid", middle, time, context).get(0));
      List<NDArray> upInputs = new ArrayList<>(List.of(upInput));
      for (int level = 0; level < LEVELS; level++) {
        NDArray from = upInputs.get(level);
        upInputs.add(leaf(unet.call("up_" + level, from, skips, time, context).get(0)));
      }
      NDArray out = unet.call("finish", upInputs.get(LEVELS)).get(0);
      // the backward pass; what arrives at a leaf is what the block before it is given
      try (Gradients gradients = Gradients.record()) {
        NDList recomputed = unet.call(gradients, "finish", upInputs.get(LEVELS));
        gradients.backward(recomputed.get(0), input(scope, 3, 2, 4, 8, 8));
        for (int level = LEVELS - 1; level >= 0; level--) {
          recomputed =
              unet.call(gradients, "up_" + level, upInputs.get(level), skips, time, context);
          gradients.backward(recomputed.get(0), Gradients.of(upInputs.get(level + 1)));
        }
        recomputed = unet.call(gradients, "mid", middle, time, context);
        gradients.backward(recomputed.get(0), Gradients.of(upInputs.get(0)));
        int end = skips.size();
        for (int level = LEVELS - 1; level >= 0; level--) {
          recomputed = unet.call(gradients, "down_" + level, inputs.get(level), time, context);
          NDList arrived = new NDList();
          for (NDArray skip : skips.subList(end - recomputed.size(), end)) {
            arrived.add(Gradients.of(skip));
          }
          end -= recomputed.size();
          gradients.backward(recomputed, arrived);
        }
        recomputed = unet.call(gradients, "begin", sample);
        gradients.backward(recomputed.get(0), Gradients.of(skips.get(0)));
        recomputed = unet.call(gradients, "time", timesteps(scope));
        gradients.backward(recomputed.get(0), Gradients.of(time));
      }
      return collected(unet, out, sample, context);
    }
  }

  @Test
  void asManyGradientsAsOutputsAreAskedFor() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu());
        Gradients gradients = Gradients.record()) {
      NDArray x = leaf(scope.create(new float[] {1, 2}));
      NDList outputs = new NDList(gradients.times(x, 2), gradients.times(x, 3));
      assertThatThrownBy(() -> gradients.backward(outputs, new NDList(scope.ones(x.getShape()))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid gradients: must be one for each of the 2 outputs, found 1");
      assertThatThrownBy(() -> gradients.backward(x.mul(2), scope.ones(new Shape(3))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid gradient: must have the output's shape (2), found (3)");
      gradients.backward(
          outputs,
          new NDList(scope.create(new float[] {1, 10}), scope.create(new float[] {100, 1000})));
      assertThat(Gradients.of(x).toFloatArray()).containsExactly(302, 3020);
    }
  }

  private CompiledModel compile() {
    try (Weights weights = Weights.open(file)) {
      CompiledModel unet =
          new ModelCompiler(Device.cpu(), Precision.FP32).compile(SmallFolder.unet(), weights);
      unet.parameters().values().forEach(weight -> weight.setRequiresGradient(true));
      return unet;
    }
  }

  private static Map<String, float[]> collected(
      CompiledModel unet, NDArray out, NDArray sample, NDArray context) {
    Map<String, float[]> all = new TreeMap<>();
    unet.parameters().forEach((key, weight) -> all.put(key, Gradients.of(weight).toFloatArray()));
    all.put("sample", Gradients.of(sample).toFloatArray());
    all.put("context", Gradients.of(context).toFloatArray());
    all.put("output", out.toFloatArray());
    return all;
  }

  private static NDArray input(NDManager scope, long seed, long... dimensions) {
    Shape shape = new Shape(dimensions);
    return scope.create(GaussianNoise.of(seed, (int) shape.size()), shape);
  }

  private static NDArray timesteps(NDManager scope) {
    return scope.create(new float[] {17, 903});
  }

  private static NDArray leaf(NDArray array) {
    array.setRequiresGradient(true);
    return array;
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
