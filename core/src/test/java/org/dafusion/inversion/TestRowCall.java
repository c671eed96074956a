package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.dafusion.Parity;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.PredictionPass.Kind;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.diffusion.TextEncoder;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Many rows in one call, as on a GPU, against calls of one row. */
class TestRowCall {
  private static final int[] VECTORS = {1, 3, 4, 1, 3};

  @TempDir private static Path temporary;
  private static StableDiffusion model;
  private static LatentSize size;

  @BeforeAll
  static void load() throws IOException {
    model = Drawn.model(temporary);
    size = model.vae().latentSize(Drawn.SIDE, Drawn.SIDE);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /**
   * Within rounding, which a gradient here shows this much of: a last bit of the latents more or
   * less moves it by 1e-6 to 3e-6 of its length, and so does a second copy of the row in its call.
   */
  @ParameterizedTest
  @EnumSource
  void aRowIsTheSameAloneAndAmongOthers(Kind kind) {
    List<TrainingRow> rows = rows();

    List<RowGradient> joint = joint(rows, kind);

    assertThat(joint).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      RowGradient alone = alone(rows.get(i), kind);
      assertThat(alone.gradient()).hasSameSizeAs(rows.get(i).vectors());
      double gradient = relative(joint.get(i).gradient(), alone.gradient());
      Parity.note("gradient of a row among others, " + kind, gradient, 1e-5);
      assertThat(gradient).as("gradient of row " + i).isLessThanOrEqualTo(1e-5);
      assertThat(joint.get(i).loss() / alone.loss()).isCloseTo(1, within(1e-6f));
    }
  }

  /** At its place in a call of a given size a row's bits are its own, whoever stands beside it. */
  @ParameterizedTest
  @EnumSource
  void neighboursDoNotMoveTheLastBit(Kind kind) {
    List<TrainingRow> rows = rows();
    List<RowGradient> joint = joint(rows, kind);

    for (int i = 0; i < rows.size(); i++) {
      List<TrainingRow> others = rows();
      Collections.rotate(others, 2);
      others.set(i, rows.get(i));
      requireSame(joint.get(i), joint(others, kind).get(i));
      requireSame(joint.get(i), joint(Collections.nCopies(5, rows.get(i)), kind).get(i));
    }
  }

  @ParameterizedTest
  @CsvSource({"WHOLE, 0", "WHOLE, 2", "CHECKPOINTED, 2", "CHECKPOINTED, 4"})
  void aRowThatIsNotANumberTouchesNoOther(Kind kind, int place) {
    List<TrainingRow> rows = rows();
    List<RowGradient> healthy = joint(rows, kind);
    TrainingRow spoilt = rows.get(place);
    float[] noisy = new float[size.count()];
    Arrays.fill(noisy, Float.NaN);
    rows.set(
        place,
        new TrainingRow(spoilt.ids(), spoilt.vectors(), noisy, spoilt.timestep(), spoilt.target()));

    List<RowGradient> joint = joint(rows, kind);

    for (int i = 0; i < rows.size(); i++) {
      if (i == place) {
        assertThat(joint.get(i).loss()).isNaN();
        assertThat(joint.get(i).overflowed()).isFalse();
      } else {
        requireSame(joint.get(i), healthy.get(i));
      }
    }
  }

  /** A power of two is taken out again without a trace. */
  @ParameterizedTest
  @EnumSource
  void theLossScaleChangesNothing(Kind kind) {
    TrainingRow row = rows().get(1);

    RowGradient scaled =
        new RowCall(model, size, new CallTimes()).compute(List.of(row), 1, kind, 128).get(0);

    assertThat(scaled.gradient()).containsExactly(alone(row, kind).gradient());
  }

  private static void requireSame(RowGradient actual, RowGradient expected) {
    assertThat(actual.loss()).isEqualTo(expected.loss());
    assertThat(actual.gradient()).containsExactly(expected.gradient());
  }

  /** Filled up by two. */
  private static List<RowGradient> joint(List<TrainingRow> rows, Kind kind) {
    return new RowCall(model, size, new CallTimes()).compute(rows, rows.size() + 2, kind, 1);
  }

  private static RowGradient alone(TrainingRow row, Kind kind) {
    return new RowCall(model, size, new CallTimes()).compute(List.of(row), 1, kind, 1).get(0);
  }

  /** Norm of the difference by the norm of what is expected. */
  private static double relative(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double difference = 0;
    double whole = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) actual[i] - expected[i], 2);
      whole += Math.pow(expected[i], 2);
    }
    assertThat(whole).isPositive();
    return Math.sqrt(difference / whole);
  }

  /** Rows of concepts with 1, 3 and 4 vectors, different in everything. */
  private static List<TrainingRow> rows() {
    TextEncoder text = model.textEncoder();
    int width = text.definition().width();
    long first = text.definition().vocabularySize();
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < VECTORS.length; i++) {
      Map<String, long[]> words =
          Map.of("<x>", LongStream.range(first, first + VECTORS[i]).toArray());
      String prompt = i % 2 == 0 ? "a photo of a <x>" : "<x> here, and <x> there";
      rows.add(
          new TrainingRow(
              text.tokenizer().encode(prompt, words),
              GaussianNoise.of(10 + i, VECTORS[i] * width),
              GaussianNoise.of(20 + i, size.count()),
              50 + 200 * i,
              GaussianNoise.of(30 + i, size.count())));
    }
    return rows;
  }
}
