package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dafusion.bench.SmallFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.ModelDefinition;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every caller of the engine may count on, down to the last bit. */
class TestEngineContract {
  private static final int ROWS = 2;
  private static final int SIDE = 8;

  @TempDir private static Path folder;
  private static Path file;
  private static CompiledModel unet;

  @BeforeAll
  static void load() {
    file = SmallFolder.weights(SmallFolder.unet(), folder.resolve("unet.safetensors"));
    unet = compile(SmallFolder.unet(), file);
  }

  @AfterAll
  static void close() {
    unet.close();
  }

  @Test
  void aGarbageCollectionBetweenLoadAndForwardAndAfterItChangesNothing() {
    try (CompiledModel model = compile(SmallFolder.unet(), file)) {
      List<ByteBuffer> overwriting = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        System.gc();
        // would land where released buffers were
        for (int i = 0; i < 64; i++) {
          overwriting.add(ByteBuffer.allocateDirect(1 << 16).put(0, (byte) 0x7f));
        }
        assertThat(infer(model, 1)).containsExactly(infer(unet, 1));
      }
      assertThat(train(model, 1)).isEqualTo(train(unet, 1));
      assertThat(overwriting).hasSize(3 * 64);
    }
  }

  @Test
  void theFirstAndEveryLaterInferenceOfAFreshThreadGivesEqualBits() throws Exception {
    List<float[]> results =
        onFreshThread(() -> List.of(infer(unet, 2), infer(unet, 2), infer(unet, 2)));
    assertThat(results).allSatisfy(result -> assertThat(result).containsExactly(infer(unet, 2)));
  }

  @Test
  void theFirstThreeTrainingCallsOfAFreshThreadGiveEqualGradientBits() throws Exception {
    // a module of its own: TorchScript counts calls per module as well as per thread
    try (CompiledModel model = compile(SmallFolder.unet(), file)) {
      List<Step> steps =
          onFreshThread(() -> List.of(train(model, 3), train(model, 3), train(model, 3)));
      assertThat(steps.get(1)).isEqualTo(steps.get(0));
      assertThat(steps.get(2)).isEqualTo(steps.get(0));
    }
  }

  @Test
  void trainingAndInferenceMixFreelyOnOneThread() throws Exception {
    try (CompiledModel model = compile(SmallFolder.unet(), file)) {
      onFreshThread(
          () -> {
            Step first = train(model, 4);
            float[] inferred = infer(model, 4);
            assertThat(train(model, 4)).isEqualTo(first);
            assertThat(infer(model, 4)).containsExactly(inferred);
            assertThat(first.output()).isEqualTo(box(inferred));
            return null;
          });
    }
  }

  @Test
  void trainingAndInferenceMixFreelyAcrossThreads() throws Exception {
    try (CompiledModel model = compile(SmallFolder.unet(), file)) {
      float[] inferred = onFreshThread(() -> infer(model, 5));
      Step first = onFreshThread(() -> train(model, 5));
      assertThat(onFreshThread(() -> infer(model, 5))).containsExactly(inferred);
      assertThat(onFreshThread(() -> train(model, 5))).isEqualTo(first);
      assertThat(train(model, 5)).isEqualTo(first);
    }
  }

  @Test
  void twoThreadsTakeGradientsAtOnceAndAThirdInfersMeanwhile() throws Exception {
    Step one = train(unet, 6);
    Step two = train(unet, 7);
    float[] inferred = infer(unet, 8);
    CyclicBarrier together = new CyclicBarrier(3);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> running = new ArrayList<>();
      running.add(threads.submit(() -> repeat(together, () -> train(unet, 6), one)));
      running.add(threads.submit(() -> repeat(together, () -> train(unet, 7), two)));
      running.add(threads.submit(() -> repeat(together, () -> box(infer(unet, 8)), box(inferred))));
      for (Future<?> thread : running) {
        thread.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anInferenceInsideARecordingIsNotRecorded() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu());
        Gradients gradients = Gradients.record()) {
      NDArray sample = leaf(scope, 9, new Shape(ROWS, 4, SIDE, SIDE));
      NDArray out = unet.forward(sample, timesteps(scope), context(scope, 9));
      assertThatThrownBy(() -> gradients.backward(out.sum()))
          .hasMessageContaining("does not require grad");
      NDArray recorded = gradients.times(sample, 2).sum();
      gradients.backward(recorded);
      assertThat(Gradients.of(sample).getFloat(0, 0, 0, 0)).isEqualTo(2);
    }
  }

  @Test
  void aRecordingBelongsToTheThreadThatOpenedIt() throws Exception {
    try (Gradients gradients = Gradients.record()) {
      onFreshThread(
          () -> {
            assertThatThrownBy(gradients::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("A recording belongs to the thread that opened it, main")
                .hasMessageContaining("called from fresh");
            return null;
          });
    }
  }

  private static Void repeat(CyclicBarrier together, Callable<Object> call, Object expected)
      throws Exception {
    together.await();
    for (int i = 0; i < 5; i++) {
      assertThat(call.call()).isEqualTo(expected);
    }
    return null;
  }

  private static float[] infer(CompiledModel model, long seed) {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      return model
          .forward(sample(scope, seed), timesteps(scope), context(scope, seed))
          .toFloatArray();
    }
  }

  private static Step train(CompiledModel model, long seed) {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu());
        Gradients gradients = Gradients.record()) {
      NDArray sample = leaf(scope, seed, new Shape(ROWS, 4, SIDE, SIDE));
      NDArray context = context(scope, seed);
      context.setRequiresGradient(true);
      NDArray out = model.call(gradients, "forward", sample, timesteps(scope), context).get(0);
      gradients.backward(out.square().mean());
      return new Step(
          box(out.toFloatArray()),
          box(Gradients.of(sample).toFloatArray()),
          box(Gradients.of(context).toFloatArray()));
    }
  }

  private static NDArray leaf(NDManager scope, long seed, Shape shape) {
    NDArray leaf = scope.create(GaussianNoise.of(seed, (int) shape.size()), shape);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  private static NDArray sample(NDManager scope, long seed) {
    Shape shape = new Shape(ROWS, 4, SIDE, SIDE);
    return scope.create(GaussianNoise.of(seed, (int) shape.size()), shape);
  }

  private static NDArray timesteps(NDManager scope) {
    return scope.create(new float[] {17, 903});
  }

  private static NDArray context(NDManager scope, long seed) {
    Shape shape = new Shape(ROWS, 5, SmallFolder.WIDTH);
    return scope.create(GaussianNoise.of(seed + 1000, (int) shape.size()), shape);
  }

  private static CompiledModel compile(ModelDefinition definition, Path file) {
    try (Weights weights = Weights.open(file)) {
      return new ModelCompiler(Device.cpu(), Precision.FP32).compile(definition, weights);
    }
  }

  private static <T> T onFreshThread(Callable<T> work) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor(r -> new Thread(r, "fresh"));
    try {
      return thread.submit(work).get();
    } finally {
      thread.shutdownNow();
    }
  }

  private static List<Float> box(float[] values) {
    List<Float> boxed = new ArrayList<>(values.length);
    for (float value : values) {
      boxed.add(value);
    }
    return boxed;
  }

  /** Results and gradients of one training call; equal only bit by bit. */
  private record Step(List<Float> output, List<Float> sample, List<Float> context) {}
}
