package org.dafusion.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TestShotAreas {
  private static final int[] SHOTS = {1, 2, 4, 8, 16};

  private final List<TrialScore> trials = new ArrayList<>();

  /** NumPy 2.4.6: {@code trapezoid([0.30, 0.40, 0.52, 0.60, 0.66], [1, 2, 4, 8, 16]) / 15}. */
  @Test
  void theMeanHeightIsNumpysTrapezoid() {
    double height =
        ShotAreas.meanHeight(new TreeMap<>(Map.of(1, 0.30, 2, 0.40, 4, 0.52, 8, 0.60, 16, 0.66)));

    // by hand: (0.35 + 2 * 0.46 + 4 * 0.56 + 8 * 0.63) / 15
    assertThat(height).isCloseTo(0.57, within(1e-12));
  }

  @Test
  void aGainIsOverTheBaselinesMeanArea() {
    curve("baseline", 0, 0.1, 0.1, 0.1, 0.1, 0.1);
    curve("baseline", 1, 0.3, 0.3, 0.3, 0.3, 0.3);
    curve("da-fusion", 0, 0.5, 0.5, 0.5, 0.5, 0.5);
    curve("da-fusion", 1, 0.3, 0.4, 0.52, 0.6, 0.66);

    ShotAreas areas = areas();

    // the baseline's mean is 0.2
    assertThat(areas.gains("da-fusion", "baseline").get(0L)).isCloseTo(0.3, within(1e-12));
    assertThat(areas.gains("da-fusion", "baseline").get(1L)).isCloseTo(0.37, within(1e-12));
    assertThat(areas.gain("baseline", "baseline", IntervalKind.STUDENT_T, 0.68).orElseThrow())
        .satisfies(gain -> assertThat(gain.mean()).isCloseTo(0, within(1e-12)));
    assertThat(areas.gain("da-fusion", "baseline", IntervalKind.STUDENT_T, 0.68).orElseThrow())
        .satisfies(gain -> assertThat(gain.mean()).isCloseTo(0.335, within(1e-12)))
        .satisfies(gain -> assertThat(gain.trials()).isEqualTo(2));
  }

  @Test
  void aSeedThatLacksAPointIsDroppedAndTold() {
    curve("baseline", 0, 0.1, 0.1, 0.1, 0.1, 0.1);
    curve("baseline", 1, 0.3, 0.3, 0.3, 0.3);

    ShotAreas areas = areas();

    assertThat(areas.areas("baseline")).containsOnlyKeys(0L);
    assertThat(areas.dropped("baseline")).containsExactly(1L);
    assertThat(areas.gains("other", "baseline")).isEmpty();
    assertThat(areas.gains("baseline", "other")).isEmpty();
  }

  @Test
  void allImagesHaveNoPlaceOnTheAxis() {
    curve("baseline", 0, 0.1, 0.3);
    trials.add(new TrialScore("baseline", 0, 0, 0.9));

    assertThat(areas().shots()).containsExactly(1, 2);
    assertThat(areas().areas("baseline").get(0L)).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void onePointHasNoArea() {
    curve("baseline", 0, 0.1);

    assertThat(areas().isPossible()).isFalse();
    assertThat(areas().areas("baseline")).isEmpty();
    assertThat(areas().gain("baseline", "baseline", IntervalKind.NORMAL, 0.68)).isEmpty();
    assertThatThrownBy(() -> ShotAreas.meanHeight(new TreeMap<>(Map.of(4, 0.5))))
        .hasMessage("Invalid curve: must have at least two points, found [4]");
  }

  private void curve(String method, long seed, double... values) {
    for (int i = 0; i < values.length; i++) {
      trials.add(new TrialScore(method, SHOTS[i], seed, values[i]));
    }
  }

  private ShotAreas areas() {
    return new ShotAreas(new ScoreGrid(trials, 0.68));
  }
}
