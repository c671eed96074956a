package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.diffusion.PredictionPass.Kind;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.junit.jupiter.api.Test;

/** What happens when a device has less memory than it is asked for; the device is made up. */
class TestRowTrainer {
  private final List<String> calls = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @Test
  void aStepThatDoesNotFitIsCheckpointedFirstAndThenTakenInParts() {
    RowTrainer trainer = trainer(8, 2, GradientCheckpointing.AUTO);

    assertThat(trainer.compute(rows(8))).extracting(RowGradient::loss).containsExactly(losses(8));
    assertThat(calls)
        .containsExactly(
            "WHOLE 8 of 8",
            "CHECKPOINTED 8 of 8",
            "CHECKPOINTED 4 of 4",
            "CHECKPOINTED 2 of 2",
            "CHECKPOINTED 2 of 2",
            "CHECKPOINTED 2 of 2",
            "CHECKPOINTED 2 of 2");
    assertThat(told)
        .containsExactly(
            "full; the step is repeated with gradient checkpointing",
            "full; the step is repeated in parts of 4 rows instead of 8",
            "full; the step is repeated in parts of 2 rows instead of 4");
  }

  @Test
  void whatWasFoundToFitStaysAndCallsAreFilledUp() {
    RowTrainer trainer = trainer(4, 2, GradientCheckpointing.OFF);
    trainer.compute(rows(4));
    calls.clear();

    assertThat(trainer.compute(rows(3))).extracting(RowGradient::loss).containsExactly(losses(3));
    assertThat(calls).containsExactly("WHOLE 2 of 2", "WHOLE 1 of 2");
    assertThat(told).hasSize(1);
  }

  @Test
  void aRowThatDoesNotFitAloneIsAnError() {
    RowTrainer trainer = trainer(2, 0, GradientCheckpointing.ON);

    assertThatThrownBy(() -> trainer.compute(rows(2)))
        .isInstanceOf(OutOfDeviceMemoryException.class)
        .hasMessage("full");
    assertThat(calls).containsExactly("CHECKPOINTED 2 of 2", "CHECKPOINTED 1 of 1");
  }

  @Test
  void onACpuRowsGoOneByOne() {
    RowTrainer trainer =
        new RowTrainer(
            Device.cpu(), call(1), 3, GradientCheckpointing.AUTO, InversionListener.NONE);

    assertThat(trainer.compute(rows(5))).extracting(RowGradient::loss).containsExactly(losses(5));
    assertThat(calls).hasSize(5).containsOnly("WHOLE 1 of 1");
  }

  private RowTrainer trainer(int rows, int fitting, GradientCheckpointing checkpointing) {
    InversionListener listener =
        new InversionListener() {
          @Override
          public void memoryShort(String message) {
            told.add(message);
          }
        };
    return new RowTrainer(Device.gpu(), call(fitting), rows, checkpointing, listener);
  }

  private RowTrainer.Call call(int fitting) {
    return (rows, count, kind) -> {
      note(kind, rows.size(), count);
      if (count > fitting) {
        throw new OutOfDeviceMemoryException("full", null);
      }
      return rows.stream().map(row -> new RowGradient(row.timestep(), new float[0])).toList();
    };
  }

  private synchronized void note(Kind kind, int rows, int count) {
    calls.add(kind + " " + rows + " of " + count);
  }

  private static List<TrainingRow> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new TrainingRow(new long[0], new float[0], new float[0], i, new float[0]))
        .toList();
  }

  private static Float[] losses(int count) {
    return IntStream.range(0, count).mapToObj(i -> (float) i).toArray(Float[]::new);
  }
}
