package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestDrawWaves {
  private final PlannedGrids grids = new PlannedGrids("benchmark.seeds=[0]");

  /** Of two classes a draw wants two tokens, or none where it wants no learned ones. */
  @Test
  void drawsGoTogetherWhileThereIsRoomForTheirTokens() {
    BenchmarkDraw first = draw(1, "da-fusion");
    BenchmarkDraw plain = draw(2, "baseline");
    BenchmarkDraw second = draw(4, "da-fusion");
    BenchmarkDraw third = draw(8, "da-fusion");
    List<BenchmarkDraw> draws = List.of(first, plain, second, third);

    assertThat(DrawWaves.of(draws, 5))
        .containsExactly(List.of(first, plain, second), List.of(third));
    assertThat(DrawWaves.of(draws, 6)).containsExactly(draws);
    assertThat(DrawWaves.of(draws, 1))
        .as("draws of more tokens than there is room for")
        .containsExactly(List.of(first), List.of(plain), List.of(second), List.of(third));
    assertThat(DrawWaves.of(List.of(), 4)).isEmpty();
  }

  private BenchmarkDraw draw(int examplesPerClass, String method) {
    return grids
        .dataset(
            "pets",
            2,
            16,
            "benchmark.methods=[" + method + "]",
            "benchmark.examples-per-class=[" + examplesPerClass + "]")
        .draws()
        .get(0);
  }
}
