package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dafusion.random.UniformDraws;
import org.junit.jupiter.api.Test;

class TestExampleMixer {
  private static final int DRAWS = 120_000;
  private static final List<String> REAL = List.of("a", "b", "c");

  @Test
  void everyPictureComesAsOftenAsEquationsSixAndSevenSay() {
    // a has two synthetic pictures, b has one, c none; the last belongs to a picture not drawn from
    int[] counts = counts(List.of("a", "b", "a", "elsewhere"), 0.25);
    double third = DRAWS / 3.0;
    assertNear(counts[0], third * 0.75);
    assertNear(counts[1], third * 0.75);
    assertNear(counts[2], third);
    assertNear(counts[3], third * 0.125);
    assertNear(counts[4], third * 0.25);
    assertNear(counts[5], third * 0.125);
    assertThat(counts[6]).isZero();
  }

  @Test
  void alphaZeroDrawsRealPicturesOnly() {
    int[] counts = counts(List.of("a", "b", "c"), 0);
    assertThat(counts[0] + counts[1] + counts[2]).isEqualTo(DRAWS);
  }

  @Test
  void alphaOneDrawsSyntheticPicturesWhereThereAreSome() {
    int[] counts = counts(List.of("a", "b"), 1);
    assertThat(counts[0]).isZero();
    assertThat(counts[1]).isZero();
    assertNear(counts[2], DRAWS / 3.0);
  }

  @Test
  void withoutSyntheticPicturesRealOnesGiveThemselves() {
    int[] counts = counts(List.of(), 1);
    for (int count : counts) {
      assertNear(count, DRAWS / 3.0);
    }
  }

  @Test
  void oneSeedGivesOneOrder() {
    ExampleMixer mixer = new ExampleMixer(REAL, List.of("a", "b", "c"), 0.5);
    UniformDraws one = new UniformDraws(3);
    UniformDraws other = new UniformDraws(3);
    for (int i = 0; i < 100; i++) {
      assertThat(mixer.draw(one)).isEqualTo(mixer.draw(other));
    }
  }

  @Test
  void mixWithoutRealPicturesOrWithOneTwiceIsRefused() {
    assertThatThrownBy(() -> new ExampleMixer(List.of(), List.of(), 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid mix: must have a real example and alpha between 0 and 1, found 0 and 0.5");
    assertThatThrownBy(() -> new ExampleMixer(List.of("a", "a"), List.of(), 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid mix: two real examples have the id a");
  }

  private static int[] counts(List<String> sources, double alpha) {
    ExampleMixer mixer = new ExampleMixer(REAL, sources, alpha);
    UniformDraws random = new UniformDraws(11);
    int[] counts = new int[REAL.size() + sources.size()];
    for (int i = 0; i < DRAWS; i++) {
      counts[mixer.draw(random)]++;
    }
    return counts;
  }

  /** Within four standard deviations of a binomial count. */
  private static void assertNear(int count, double expected) {
    double deviation = Math.sqrt(expected * (1 - expected / DRAWS));
    assertThat((double) count).isBetween(expected - 4 * deviation, expected + 4 * deviation);
  }
}
