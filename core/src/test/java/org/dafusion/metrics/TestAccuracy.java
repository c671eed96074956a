package org.dafusion.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.dafusion.metrics.Accuracy.ClassCount;
import org.junit.jupiter.api.Test;

class TestAccuracy {
  @Test
  void weighsExamplesInMicroAndClassesInMacro() {
    // Class 0: 3 of 4 right; class 1: 0 of 1; class 2: 1 of 1.
    Accuracy accuracy = Accuracy.of(3, new int[] {0, 0, 0, 0, 1, 2}, new int[] {0, 0, 0, 1, 2, 2});

    assertThat(accuracy.classes())
        .containsExactly(new ClassCount(3, 4), new ClassCount(0, 1), new ClassCount(1, 1));
    assertThat(accuracy.micro()).isEqualTo(4.0 / 6.0);
    assertThat(accuracy.macro()).isCloseTo((0.75 + 0.0 + 1.0) / 3, within(1e-12));
  }

  @Test
  void aClassWithoutExamplesTakesNoPartInTheMacroAverage() {
    Accuracy accuracy = Accuracy.of(3, new int[] {0, 2}, new int[] {0, 0});

    assertThat(accuracy.classes().get(1).accuracy()).isNaN();
    assertThat(accuracy.macro()).isEqualTo(0.5);
  }

  @Test
  void hasNoValueWithoutExamples() {
    Accuracy none = Accuracy.of(2, new int[0], new int[0]);

    assertThat(none.micro()).isNaN();
    assertThat(none.macro()).isNaN();
  }

  @Test
  void sumsOfBatchesEqualTheWhole() {
    Accuracy first = Accuracy.of(2, new int[] {0, 1}, new int[] {0, 0});
    Accuracy second = Accuracy.of(2, new int[] {1}, new int[] {1});

    assertThat(first.plus(second))
        .isEqualTo(Accuracy.of(2, new int[] {0, 1, 1}, new int[] {0, 0, 1}));
  }

  @Test
  void aPredictionOutsideTheClassesIsWrong() {
    assertThat(Accuracy.of(2, new int[] {0, 1}, new int[] {0, 7}).micro()).isEqualTo(0.5);
  }

  @Test
  void rejectsWhatCannotBeCounted() {
    assertThatThrownBy(() -> Accuracy.of(2, new int[] {2}, new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid label: must be between 0 and 1, found 2");
    assertThatThrownBy(() -> Accuracy.of(2, new int[] {0, 1}, new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Must have one prediction per label, labels = 2, predictions = 1");
    assertThatThrownBy(() -> new ClassCount(3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid count: correct must be between 0 and total = 2, found 3");
    Accuracy two = Accuracy.of(2, new int[0], new int[0]);
    Accuracy three = Accuracy.of(3, new int[0], new int[0]);
    assertThatThrownBy(() -> two.plus(three))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot add accuracies over 2 and 3 classes");
  }
}
