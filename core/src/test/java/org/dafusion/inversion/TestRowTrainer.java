package org.dafusion.inversion;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.dafusion.diffusion.PredictionPass.Kind;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(calls).containsExactly("WHOLE 2 of 2", "WHOLE 1 of 1");
    assertThat(told).hasSize(1);
  }

  @Test
  void whatAnEarlierTaskFoundOutIsNotTriedAgainWhereItIsLeftToTheDevice() {
    RowTrainer left = trainer(8, 8, GradientCheckpointing.AUTO);
    RowTrainer set = trainer(8, 8, GradientCheckpointing.OFF);
    left.recompute();
    set.recompute();

    left.compute(rows(8));
    set.compute(rows(8));

    assertThat(calls).containsExactly("CHECKPOINTED 8 of 8", "WHOLE 8 of 8");
    assertThat(left.recomputes()).isTrue();
    assertThat(set.recomputes()).isFalse();
  }

  /** A call is never twice as large as its rows, nor larger than was asked for. */
  @ParameterizedTest
  @CsvSource({
    "64, 64, 64",
    "64, 4, 4",
    "64, 5, 8",
    "64, 33, 64",
    "48, 33, 48",
    "6, 3, 4",
    "3, 1, 1"
  })
  void aCallIsFilledUpToThePowerOfTwo(int rowsPerCall, int rows, int padded) {
    trainer(rowsPerCall, rowsPerCall, GradientCheckpointing.OFF).compute(rows(rows));

    assertThat(calls).containsExactly("WHOLE " + rows + " of " + padded);
  }

  /** Row i overflows at a scale of more than 2 to the power of 3 - i; row 4 has no finite loss. */
  @Test
  void aRowThatOverflowsIsRepeatedAtLowerScales() {
    List<String> scales = new ArrayList<>();
    RowTrainer.Call call =
        (rows, count, kind, scale) -> {
          String places = rows.stream().map(row -> row.timestep() + "").collect(joining(" "));
          scales.add(scale + ": " + places + " of " + count);
          return rows.stream().map(row -> overflowing(row.timestep(), scale)).toList();
        };
    RowTrainer trainer =
        new RowTrainer(
            RowLayout.TOGETHER, call, 8, 16, GradientCheckpointing.ON, InversionListener.NONE);

    List<RowGradient> results = trainer.compute(rows(5));

    assertThat(scales)
        .containsExactly(
            "16: 0 1 2 3 4 of 8", "8: 0 1 2 3 of 4", "4: 1 2 3 of 4", "2: 2 3 of 2", "1: 3 of 1");
    assertThat(results).extracting(row -> row.gradient()[0]).startsWith(8f, 4f, 2f, 1f);
    assertThat(results.get(4).loss()).isNaN();
    scales.clear();
    trainer.compute(rows(1));
    assertThat(scales).as("the next step").containsExactly("16: 0 of 1", "8: 0 of 1");
  }

  /** What overflows without a scale has diverged; where there is none, nothing is repeated. */
  @ParameterizedTest
  @CsvSource({"8, 4", "1, 1"})
  void whatOverflowsAtScaleOneIsLeftSo(int scale, int expectedCalls) {
    AtomicInteger count = new AtomicInteger();
    RowTrainer.Call call =
        (rows, padded, kind, at) -> {
          count.incrementAndGet();
          return List.of(new RowGradient(1, new float[] {Float.POSITIVE_INFINITY}));
        };
    RowTrainer trainer =
        new RowTrainer(
            RowLayout.SINGLE, call, 8, scale, GradientCheckpointing.ON, InversionListener.NONE);

    assertThat(trainer.compute(rows(1)).get(0).overflowed()).isTrue();
    assertThat(count).hasValue(expectedCalls);
  }

  private static RowGradient overflowing(int place, int scale) {
    float loss = place == 4 ? Float.NaN : 1;
    boolean fits = place < 4 && scale <= 8 >> place;
    return new RowGradient(loss, new float[] {fits ? scale : Float.NaN});
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
            RowLayout.SINGLE, call(1), 3, 1, GradientCheckpointing.AUTO, InversionListener.NONE);

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
    return new RowTrainer(RowLayout.TOGETHER, call(fitting), rows, 1, checkpointing, listener);
  }

  private RowTrainer.Call call(int fitting) {
    return (rows, count, kind, scale) -> {
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
