package org.dafusion.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.stage.TrainingSteps.Step;
import org.junit.jupiter.api.Test;

class TestTrainingCounter extends SparkTest {
  @Test
  void whatIsInWorkIsTold() {
    assertThat(
            lastLine(
                new Step("<ant>", 10, 10, 0.25, 0.2, false),
                new Step("<bee>", 6, 6, 0.5, 0.1, false)))
        .matches(
            "invert: 16 of 20 steps of 2 concepts, \\S+ steps/s, \\S+ left"
                + "; <bee> step 6, loss 0.5000, distance 0.1000");
  }

  @Test
  void aConceptThatDivergedIsNotInWorkAndItsStepsAreNotWaitedFor() {
    assertThat(
            lastLine(
                new Step("<ant>", 4, 4, 0.25, 0.2, false),
                new Step("<ant>", 4, 4, Double.NaN, 0.2, true),
                new Step("<bee>", 6, 6, 0.5, 0.1, false)))
        .matches(
            "invert: 10 of 14 steps of 2 concepts, 1 of them diverged, \\S+ steps/s, \\S+ left"
                + "; <bee> step 6, loss 0.5000, distance 0.1000");
  }

  /** What is told at the end, of two concepts of ten steps each. */
  private static String lastLine(Step... steps) {
    List<String> lines = new ArrayList<>();
    try (TrainingCounter counter = new TrainingCounter(spark, lines::add, "invert", 2, 10)) {
      List.of(steps).forEach(counter.steps()::add);
    }
    return lines.get(lines.size() - 1);
  }
}
