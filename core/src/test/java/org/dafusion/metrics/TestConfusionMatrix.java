package org.dafusion.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.dafusion.metrics.ConfusionMatrix.Count;
import org.junit.jupiter.api.Test;

class TestConfusionMatrix {
  /** Of 4 ants 3 are taken for ants; of 2 bees 1 for a bee; nothing is known to be a cat. */
  private static final ConfusionMatrix MATRIX =
      new ConfusionMatrix(
          List.of(
              new Count("bee", "bee", 1),
              new Count("ant", "ant", 1),
              new Count("ant", "ant", 2),
              new Count("ant", "bee", 1),
              new Count("bee", "cat", 1)));

  @Test
  void countsOfOnePairAreAddedUp() {
    assertThat(MATRIX.classes()).containsExactly("ant", "bee", "cat");
    assertThat(MATRIX.count("ant", "ant")).isEqualTo(3);
    assertThat(MATRIX.count("cat", "ant")).isZero();
    assertThat(MATRIX.images("ant")).isEqualTo(4);
  }

  @Test
  void sharesAreOfTheTrueClass() {
    assertThat(MATRIX.share("ant", "bee")).isEqualTo(0.25);
    assertThat(MATRIX.share("bee", "bee")).isEqualTo(0.5);
    assertThat(MATRIX.share("cat", "cat")).isNaN();
    assertThat(MATRIX.accuracy()).isCloseTo(4.0 / 6, within(1e-12));
  }

  @Test
  void theLargestClassesStandFirst() {
    assertThat(MATRIX.largest(2)).containsExactly("ant", "bee");
    assertThat(MATRIX.largest(9)).containsExactly("ant", "bee", "cat");
  }

  @Test
  void aCountBelowNothingIsRefused() {
    assertThatThrownBy(() -> new ConfusionMatrix(List.of(new Count("a", "b", -1))))
        .hasMessage("Invalid count of a taken for b: must be at least 0, found -1.0");
  }
}
