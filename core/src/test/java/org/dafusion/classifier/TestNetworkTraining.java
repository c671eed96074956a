package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.TensorData;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.ResNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestNetworkTraining {
  private static final String BACKBONE = "vision/resnet_tiny.safetensors";

  @AfterEach
  void useAllThreads() {
    TorchRuntime.setThreads(Runtime.getRuntime().availableProcessors());
  }

  /** As DA-Fusion's classifier trains: the backbone frozen, and yet in training mode. */
  @Test
  void aHeadOnABackboneInTrainingModeIsTrainedAsTheReferenceDoes() {
    try (GoldenCase golden = GoldenCase.full("extra/head_training");
        NetworkTraining training =
            training(
                head(6, 48, golden.floats("in.head.weight"), golden.floats("in.head.bias")),
                Classifiers.settings("protocol", "published"));
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      for (int step = 1; step <= 4; step++) {
        HeadScores scores =
            training.step(
                golden.tensor(scope, "in.step" + step + ".x"), targets(golden, "step" + step));
        golden.assertClose("out.step" + step + ".logits", scores.logits(), 1e-4);
        List<? extends List<?>> losses =
            golden.scalars().getList("per_example_losses").stream()
                .map(value -> (List<?>) value.unwrapped())
                .toList();
        for (int i = 0; i < scores.losses().length; i++) {
          assertThat((double) scores.losses()[i])
              .isCloseTo(((Number) losses.get(step - 1).get(i)).doubleValue(), within(1e-4));
        }
      }
      NDArray judged = golden.tensor(scope, "in.eval.x");
      Target[] any = Collections.nCopies(3, Target.of(0)).toArray(Target[]::new);
      golden.assertClose("out.eval.logits", training.score(judged, any).logits(), 1e-4);
      golden.assertClose("out.head.weight", training.head().weight(scope), 1e-4);
      golden.assertClose("out.head.bias", training.head().bias(scope), 1e-4);
      Map<String, float[]> moved = moved(training);
      golden.assertClose("out.bn1.running_mean", moved.get("bn1.running_mean"), 1e-5);
      golden.assertClose("out.bn1.running_var", moved.get("bn1.running_var"), 1e-5);
      assertThat(moved.keySet()).allMatch(ResNet::isStatistic);
    }
  }

  /** On two threads for the reason that {@code TestResNetTraining} gives. */
  @Test
  void allWeightsAreTrainedAsTorchvisionsAre() {
    TorchRuntime.setThreads(2);
    Path file = GoldenData.full(BACKBONE);
    try (GoldenCase golden = GoldenCase.full("vision/resnet_tiny_train");
        SafetensorsReader weights = SafetensorsReader.open(file);
        NetworkTraining training =
            training(
                head(10, 64, weights.floats("fc.weight"), weights.floats("fc.bias")),
                Classifiers.settings("trains", "all", "batch-norm", "reference"));
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      List<Double> losses = golden.scalars().getDoubleList("losses");
      for (int step = 1; step <= losses.size(); step++) {
        HeadScores scores =
            training.step(
                golden.tensor(scope, "in.step" + step + ".x"), targets(golden, "step" + step));
        golden.assertClose("out.step" + step + ".logits", scores.logits(), 1e-4);
        double mean =
            IntStream.range(0, scores.losses().length)
                .mapToDouble(i -> scores.losses()[i])
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(losses.get(step - 1), within(1e-4));
      }
      Map<String, float[]> moved = moved(training);
      for (String key :
          List.of("bn1.running_mean", "bn1.running_var", "layer4.0.bn3.running_var")) {
        golden.assertClose("out.after3." + key, moved.get(key), 1e-5);
      }
      golden.assertClose("out.after3.fc.bias", training.head().bias(scope), 1e-5);
      Target[] any = Collections.nCopies(4, Target.of(0)).toArray(Target[]::new);
      NDArray first = golden.tensor(scope, "in.step1.x");
      golden.assertClose(
          "out.after3.eval_logits_of_step1_x", training.score(first, any).logits(), 1e-4);
    }
  }

  @Test
  void frozenBatchNormKeepsItsStatisticsWhileTheNetworkIsFineTuned() {
    try (GoldenCase golden = GoldenCase.full("vision/resnet_tiny_train");
        NetworkTraining training =
            training(
                LinearHead.initial(description(10, 64), 2048, 0),
                Classifiers.settings("trains", "all", "optimiser", "sgd", "learning-rate", 0.01));
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      Target[] targets = targets(golden, "step1");
      NDArray pixels = golden.tensor(scope, "in.step1.x");
      Map<String, float[]> before = moved(training);
      float[] untouched = training.score(pixels, targets).losses();
      HeadScores first = training.step(pixels, targets);
      // the same way through, which moves nothing by itself
      assertThat(first.losses()).containsExactly(untouched, Offset.offset(1e-4f));
      Map<String, float[]> after = moved(training);

      assertThat(before.keySet()).noneMatch(ResNet::isStatistic).contains("conv1.weight");
      assertThat(after.keySet()).noneMatch(key -> key.startsWith("fc."));
      assertThat(after)
          .allSatisfy((key, values) -> assertThat(values).isNotEqualTo(before.get(key)));
      assertThat(sum(training.score(pixels, targets).losses())).isLessThan(sum(untouched));
    }
  }

  @Test
  void whatWasRememberedComesBackAsAWhole() {
    try (GoldenCase golden = GoldenCase.full("vision/resnet_tiny_train");
        NetworkTraining training =
            training(
                LinearHead.initial(description(10, 64), 2048, 0),
                Classifiers.settings(
                    "trains", "all", "batch-norm", "reference", "learning-rate", 0.001));
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray pixels = golden.tensor(scope, "in.step1.x");
      Target[] targets = targets(golden, "step1");
      training.step(golden.tensor(scope, "in.step2.x"), targets);
      training.remember();
      training.step(golden.tensor(scope, "in.step2.x"), targets);
      training.remember();
      float[] logits = training.score(pixels, targets).logits();
      Map<String, float[]> moved = moved(training);
      training.step(golden.tensor(scope, "in.step3.x"), targets);
      assertThat(training.score(pixels, targets).logits()).isNotEqualTo(logits);

      training.recall();

      assertThat(training.score(pixels, targets).logits()).isEqualTo(logits);
      assertThat(moved(training)).allSatisfy((key, v) -> assertThat(v).isEqualTo(moved.get(key)));
    }
  }

  private static NetworkTraining training(LinearHead initial, ClassifierSettings settings) {
    Path file = GoldenData.full(BACKBONE);
    try (Weights weights = Weights.open(file)) {
      ResNet definition = ResNet.from(weights.shapes(), file.toString());
      CompiledModel network =
          new ModelCompiler(Device.cpu(), Precision.FP32).compile(definition, weights);
      return new NetworkTraining(definition, network, initial, settings);
    }
  }

  private static LinearHead head(int classes, int size, float[] weight, float[] bias) {
    return new LinearHead(description(classes, size), 2048, weight, bias);
  }

  private static HeadDescription description(int classes, int size) {
    List<String> names = IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
    return new HeadDescription(names, "", "reference", "half", size);
  }

  private static Target[] targets(GoldenCase golden, String step) {
    return Arrays.stream(golden.reader().longs("in." + step + ".labels"))
        .mapToObj(label -> Target.of(Math.toIntExact(label)))
        .toArray(Target[]::new);
  }

  private static Map<String, float[]> moved(NetworkTraining training) {
    return training.moved().stream()
        .collect(Collectors.toMap(TensorData::name, TestNetworkTraining::floats));
  }

  private static float[] floats(TensorData data) {
    float[] values = new float[data.bytes().get().remaining() / Float.BYTES];
    data.bytes().get().asFloatBuffer().get(values);
    return values;
  }

  private static double sum(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
  }

  private static Offset<Double> within(double tolerance) {
    return Offset.offset(tolerance);
  }
}
