package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.dafusion.GoldenCase;
import org.dafusion.Parity;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.Test;

class TestHeadTraining {
  private static final HeadDescription SIX =
      new HeadDescription(List.of("a", "b", "c", "d", "e", "f"), "", "frozen", "half", 48);

  /**
   * The backbone of that case ran in train mode, so its recorded features are given to the head.
   */
  @Test
  void fourStepsOfAdamAreTorchs() {
    try (GoldenCase golden = GoldenCase.full("extra/head_training")) {
      LinearHead initial =
          new LinearHead(SIX, 2048, golden.floats("in.head.weight"), golden.floats("in.head.bias"));
      try (HeadTraining training = new HeadTraining(initial, rate(1e-4), Device.cpu());
          NDManager scope = TorchRuntime.newManager(Device.cpu())) {
        for (int step = 1; step <= 4; step++) {
          Target[] labels =
              Arrays.stream(golden.reader().longs("in.step" + step + ".labels"))
                  .mapToObj(label -> Target.of(Math.toIntExact(label)))
                  .toArray(Target[]::new);
          HeadScores scores =
              training.step(golden.tensor(scope, "out.step" + step + ".features"), labels);
          golden.assertClose("out.step" + step + ".logits", scores.logits(), 1e-5);
          assertLosses(golden, step, scores.losses());
        }
        golden.assertClose("out.head.weight", training.head().weight(scope), 1e-6);
        golden.assertClose("out.head.bias", training.head().bias(scope), 1e-6);
      }
    }
  }

  @Test
  void scoringIsTheSameWithoutTakingAStep() {
    LinearHead initial = LinearHead.initial(SIX, 4, 9);
    Target[] labels = {Target.of(5), Target.of(0)};
    try (HeadTraining training = new HeadTraining(initial, rate(0.1), Device.cpu());
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      float[][] features = {{1, 2, 3, 4}, {-1, 0, 1, 0}};
      HeadScores scored = training.arrays().score(scope.create(features), labels);
      assertThat(training.head()).isEqualTo(initial);
      HeadScores stepped = training.step(scope.create(features), labels);
      assertThat(stepped.logits()).isEqualTo(scored.logits());
      assertThat(stepped.losses()).isEqualTo(scored.losses());
      assertThat(training.head()).isNotEqualTo(initial);
    }
  }

  @Test
  void theHeadIsTheSameForEverySettingOfThreads() {
    try {
      TorchRuntime.setThreads(1);
      LinearHead one = trained();
      TorchRuntime.setThreads(2);
      assertThat(trained()).isEqualTo(one);
    } finally {
      TorchRuntime.setThreads(Runtime.getRuntime().availableProcessors());
    }
  }

  /** After twenty steps on noise. */
  private static LinearHead trained() {
    LinearHead initial = LinearHead.initial(SIX, 2048, 1);
    try (HeadTraining training = new HeadTraining(initial, rate(1e-3), Device.cpu());
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      for (int step = 0; step < 20; step++) {
        float[] noise = GaussianNoise.of(step, 32 * 2048);
        Target[] first = Collections.nCopies(32, Target.of(0)).toArray(Target[]::new);
        training.step(scope.create(noise, new Shape(32, 2048)), first);
      }
      return training.head();
    }
  }

  private static ClassifierSettings rate(double learningRate) {
    return Classifiers.settings("learning-rate", learningRate);
  }

  @Test
  void untrainedHeadIsEvenWithinTorchsBound() {
    LinearHead head = LinearHead.initial(SIX, 2048, 1);
    float bound = (float) (1 / Math.sqrt(2048));
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      float[] weight = head.weight(scope).toFloatArray();
      double square = 0;
      for (float value : weight) {
        assertThat(value).isBetween(-bound, bound);
        square += value * value;
      }
      // variance of an even distribution; 12288 values give it within 3 %
      assertThat(square / weight.length / (bound * bound / 3)).isBetween(0.97, 1.03);
    }
  }

  @Test
  void firstOfEqualLogitsIsPredicted() {
    HeadScores scores = new HeadScores(new float[] {1, 3, 3, -2, -3, -1}, new float[2]);
    assertThat(scores.predicted(0)).isEqualTo(1);
    assertThat(scores.predicted(1)).isEqualTo(2);
  }

  private static void assertLosses(GoldenCase golden, int step, float[] losses) {
    List<? extends List<?>> recorded =
        golden.scalars().getList("per_example_losses").stream()
            .map(value -> (List<?>) value.unwrapped())
            .toList();
    float[] expected = new float[losses.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = ((Number) recorded.get(step - 1).get(i)).floatValue();
    }
    double error = Parity.largestDifference(losses, expected);
    Parity.note("extra/head_training losses", error, 1e-5);
    assertThat(error).as("losses of step " + step).isLessThanOrEqualTo(1e-5);
  }
}
