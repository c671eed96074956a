package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestWorkLeft {
  private final WorkLeft work = new WorkLeft(List.of(10L, 20L, 0L, 40L, 80L));

  /** Each piece takes 30 seconds and half a second for each of its size. */
  @Test
  void whatAPieceTakesWhateverItsSizeIsNotMultipliedByTheSize() {
    work.pass(10, 10, 35);
    work.pass(20, 20, 40);

    assertThat(work.seconds()).isCloseTo(50 + 70, within(1e-9));
    work.pass(40, 40, 50);
    assertThat(work.seconds()).isCloseTo(70, within(1e-9));
    work.pass(80, 80, 70);
    assertThat(work.seconds()).isZero();
    assertThat(work.isKnown()).isTrue();
  }

  @Test
  void oneSizeTellsAPaceAndNoMore() {
    assertThat(work.isKnown()).isFalse();
    assertThat(work.seconds()).isZero();

    work.pass(10, 10, 5);

    assertThat(work.isKnown()).isTrue();
    assertThat(work.seconds()).isCloseTo(0.5 * 140, within(1e-9));
  }

  @Test
  void piecesOfOneSizeTakeTheirMean() {
    WorkLeft even = new WorkLeft(List.of(4L, 4L, 4L));
    even.pass(4, 4, 10);
    even.pass(4, 4, 20);

    assertThat(even.seconds()).isCloseTo(15, within(1e-9));
  }

  @Test
  void chanceDoesNotMakeLargerPiecesQuickerNorSmallOnesTakeLessThanNothing() {
    work.pass(10, 10, 9);
    work.pass(20, 20, 7);
    assertThat(work.seconds()).isCloseTo(8 * 2, within(1e-9));

    WorkLeft steep = new WorkLeft(List.of(10L, 20L, 5L));
    steep.pass(10, 10, 10);
    steep.pass(20, 20, 50);
    assertThat(steep.seconds()).isCloseTo(2 * 5, within(1e-9));
  }

  @Test
  void whatIsLeftOutTakesNoTimeAndTellsNothing() {
    work.pass(10, 0, 1);
    assertThat(work.isKnown()).isFalse();

    work.pass(20, 20, 20);
    work.pass(40, 0, 0);

    assertThat(work.seconds()).isCloseTo(80, within(1e-9));
  }
}
