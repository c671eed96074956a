package org.dafusion.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dafusion.jobs.table.TrialRow;
import org.junit.jupiter.api.Test;

class TestSaveSettings {
  private static final TrialAccuracy ACCURACY =
      new TrialAccuracy(
          List.of(row(1, "accuracy", 0.5), row(2, "accuracy", 0.9), row(3, "accuracy", 0.7)),
          row(1, "selected-accuracy", 0.5));

  @Test
  void theAccuracyIsThatOfTheMomentThatIsSaved() {
    assertThat(new SaveSettings("selected").value(ACCURACY)).isEqualTo(0.5);
    assertThat(new SaveSettings("last").value(ACCURACY)).isEqualTo(0.7);
    assertThat(new SaveSettings("best").value(ACCURACY)).isEqualTo(0.9);
    assertThat(new SaveSettings("selected").value(new TrialAccuracy(ACCURACY.evaluations(), null)))
        .isEqualTo(0.7);
  }

  @Test
  void aTrialThatChoseNoEarlierEpochIsSavedAsAfterItsLastStep() {
    assertThat(new SaveSettings("selected").moments()).containsExactly("selected", "last");
    assertThat(new SaveSettings("best").moments()).containsExactly("best");
  }

  private static TrialRow row(int epoch, String metric, double value) {
    return new TrialRow(
        "r",
        "pets",
        "baseline",
        4,
        0,
        "clean",
        epoch,
        epoch,
        "validation",
        metric,
        null,
        null,
        value);
  }
}
