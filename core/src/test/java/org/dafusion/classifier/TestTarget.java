package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.assertj.core.data.Offset;
import org.dafusion.engine.TorchRuntime;
import org.junit.jupiter.api.Test;

class TestTarget {
  @Test
  void sharesOfOneClassAddUp() {
    Target mixed = new Target(new int[] {2, 0, 2}, new double[] {0.4, 0.45, 0.15});

    assertThat(mixed.label(3)).isEqualTo(2);
    assertThat(Target.of(1).label(3)).isEqualTo(1);
    assertThat(Target.probabilities(new Target[] {mixed, Target.of(1)}, 3))
        .containsExactly(new float[] {0.45f, 0, 0.55f, 0, 1, 0}, Offset.offset(1e-6f));
  }

  @Test
  void theFirstOfEqualSharesIsTheClass() {
    assertThat(new Target(new int[] {2, 1}, new double[] {0.5, 0.5}).label(3)).isEqualTo(1);
  }

  @Test
  void labelsWithoutWeightsAreRefused() {
    assertThatThrownBy(() -> new Target(new int[] {1}, new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have a weight for each of some labels, found [1] and []");
  }

  /**
   * By hand: weights 0, biases (ln 1, ln 2, ln 5) give probabilities 1/8, 2/8, 5/8; the loss of
   * shares 0.75 and 0.25 of the first two is -0.75 ln(1/8) - 0.25 ln(2/8) = 1.906155.
   */
  @Test
  void lossOfAMixedLabelIsTheMixtureOfLosses() {
    HeadDescription three = new HeadDescription(List.of("a", "b", "c"), "", "frozen", "half", 32);
    float[] bias = {0, (float) Math.log(2), (float) Math.log(5)};
    try (HeadArrays head =
            new HeadArrays(new LinearHead(three, 2, new float[6], bias), Device.cpu());
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      Target mixed = new Target(new int[] {0, 1}, new double[] {0.75, 0.25});
      HeadScores scores =
          head.score(scope.ones(new Shape(2, 2)), new Target[] {mixed, Target.of(2)});

      assertThat(scores.losses()[0]).isCloseTo(1.906155f, Offset.offset(1e-5f));
      assertThat(scores.losses()[1]).isCloseTo((float) Math.log(8 / 5.0), Offset.offset(1e-5f));
    }
  }
}
