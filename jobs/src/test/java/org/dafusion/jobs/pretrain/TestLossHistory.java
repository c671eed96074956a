package org.dafusion.jobs.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestLossHistory {
  @Test
  void goesOnFromItsTextAndForgetsWhatCameAfterTheCheckpoint() {
    LossHistory first = new LossHistory(10);
    first.validated(0, Map.of("accuracy of \"a\", b", 0.1));
    first.trained(1, measures("loss", 1.0 / 3, "kl", 1e-300));
    first.took(1, 2.5);
    first.trained(2, measures("loss", 7, "kl", 0.2));

    LossHistory second = new LossHistory(10);
    second.resume(first.text(), 1);
    second.trained(2, measures("loss", 0.25, "kl", 0.5));

    assertThat(second.text())
        .isEqualTo(
            """
            step,measure,value
            0,"validation/accuracy of ""a"", b",0.1
            1,train/loss,0.3333333333333333
            1,train/kl,1.0E-300
            1,seconds,2.5
            2,train/loss,0.25
            2,train/kl,0.5
            """);
    assertThat(second.measure("train/loss")).containsEntry(1L, 1.0 / 3).containsEntry(2L, 0.25);
    assertThat(second.seconds()).isEqualTo(2.5);
    assertThat(second.recent("train/loss", 1)).isEqualTo(0.25);
    assertThat(second.recent("train/none", 1)).isNaN();
  }

  @Test
  void ofALongTrainingEveryNthStepIsKeptAndACurveHasFewPoints() {
    LossHistory history = new LossHistory(40_000);
    for (int step = 1; step <= 1000; step++) {
      history.trained(step, Map.of("loss", (double) step));
    }

    assertThat(history.measure("train/loss")).hasSize(500).containsKey(2L).doesNotContainKey(3L);
    assertThat(history.curve("train/loss", 5).losses())
        .isEqualTo(List.of(101.0, 301.0, 501.0, 701.0, 901.0));
    assertThat(history.curve("train/loss", 5).steps()).isEqualTo(List.of(101, 301, 501, 701, 901));
    assertThat(history.curve("train/loss", 5).name()).isEqualTo("train");
  }

  private static Map<String, Double> measures(String a, double of, String b, double and) {
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put(a, of);
    measures.put(b, and);
    return measures;
  }
}
