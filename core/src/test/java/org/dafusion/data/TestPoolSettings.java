package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TestPoolSettings {
  private static final PoolSettings CLUSTERS = new PoolSettings("clusters", 0.6);

  @Test
  void halvesGiveTrainingTheOddImage() {
    PoolSettings halves = new PoolSettings("halves", 0.8);

    assertThat(halves.training(0)).isZero();
    assertThat(halves.training(1)).isEqualTo(1);
    assertThat(halves.training(7)).isEqualTo(4);
    assertThat(halves.training(8)).isEqualTo(4);
  }

  @Test
  void fractionsAreThoseThatTheSettingsSayAndNotTheirNearestBinaryNumbers() {
    assertThat(new PoolSettings("fraction", 0.8).training(899)).isEqualTo(719);
    // 0.29 * 100 is 28.999999999999996
    assertThat(new PoolSettings("fraction", 0.29).training(100)).isEqualTo(29);
    assertThat(new PoolSettings("fraction", 0.1).training(5)).isEqualTo(1);
    assertThat(new PoolSettings("fraction", 0.1).training(0)).isZero();
  }

  /**
   * NumPy 2.4.6: {@code default_rng(0).permutation(5)} is 2 4 3 0 1. 12 of 20 images are wanted: c,
   * e and d have 11, and with a there would be 13, which is as far.
   */
  @Test
  void clustersAreTakenWholeUntilTheirImagesComeNearestToTheShare() {
    SortedMap<String, Long> images =
        new TreeMap<>(Map.of("a", 2L, "b", 7L, "c", 3L, "d", 6L, "e", 2L));

    assertThat(CLUSTERS.trainingClusters(images, 0)).containsExactly("c", "d", "e");
  }

  /** NumPy 2.4.6: {@code default_rng(1).permutation(5)} is 4 0 1 2 3. */
  @Test
  void clustersChangeWithTheSeed() {
    SortedMap<String, Long> images =
        new TreeMap<>(Map.of("a", 2L, "b", 7L, "c", 3L, "d", 6L, "e", 2L));

    assertThat(CLUSTERS.trainingClusters(images, 1)).containsExactly("a", "b", "e");
  }

  @Test
  void oneClusterAtLeastTrainsAndOneAtLeastJudges() {
    SortedMap<String, Long> images = new TreeMap<>(Map.of("a", 100L, "b", 1L));

    assertThat(new PoolSettings("clusters", 0.999).trainingClusters(images, 0)).hasSize(1);
    assertThat(new PoolSettings("clusters", 0.001).trainingClusters(images, 0)).hasSize(1);
  }

  @Test
  void oneClusterCannotBeParted() {
    assertThatThrownBy(() -> CLUSTERS.trainingClusters(new TreeMap<>(Map.of("7", 9L)), 0))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot draw clusters because the dataset must have at least two, found [7]");
  }
}
