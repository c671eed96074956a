package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;

class TestFewShotSplit {
  private static final SortedMap<Integer, Integer> TEN_AND_FIVE = images(10, 5);

  /**
   * NumPy 2.4.6: {@code g = default_rng(0); g.permutation(10), g.permutation(5)} gives 4 6 2 7 3 5
   * 9 0 8 1 and 0 2 3 4 1.
   */
  @Test
  void drawsAsNumpyDoesClassAfterClass() {
    assertPlaces(new FewShotSplit(3, 0).training(TEN_AND_FIVE), "4 6 2", "0 2 3");
    assertPlaces(new FewShotSplit(0, 0).training(TEN_AND_FIVE), "4 6 2 7 3 5 9 0 8 1", "0 2 3 4 1");
  }

  @Test
  void smallerDrawsAreTheBeginningsOfLargerOnes() {
    for (String pools : Pools.labels()) {
      int[] larger = split(5, 7, pools).training(TEN_AND_FIVE).get(0);

      for (int k = 1; k < 5; k++) {
        assertThat(split(k, 7, pools).training(TEN_AND_FIVE).get(0))
            .isEqualTo(Arrays.copyOf(larger, k));
      }
    }
  }

  @Test
  void partsLeaveNothingToJudgeBy() {
    assertPlaces(new FewShotSplit(2, 0).judging(TEN_AND_FIVE), "", "");
  }

  /**
   * NumPy 2.4.6, as the reference code: {@code g = default_rng(0); [array_split(g.permutation(n),
   * 2) for n in (7, 4)]}.
   */
  @Test
  void halvesTrainOnTheFirstHalfOfEachPermutationAndJudgeByTheRest() {
    SortedMap<Integer, Integer> images = images(7, 4);

    assertPlaces(split(0, 0, "halves").training(images), "2 4 3 6", "1 2");
    assertPlaces(split(0, 0, "halves").judging(images), "5 0 1", "0 3");
    assertPlaces(split(2, 0, "halves").training(images), "2 4", "1 2");
    assertPlaces(split(2, 0, "halves").judging(images), "5 0 1", "0 3");
  }

  /** NumPy 2.4.6: {@code g = default_rng(3); g.permutation(7), g.permutation(4)}. */
  @Test
  void halvesChangeWithTheSeed() {
    assertPlaces(split(0, 3, "halves").training(images(7, 4)), "5 6 2 1", "1 0");
    assertPlaces(split(0, 3, "halves").judging(images(7, 4)), "4 3 0", "2 3");
  }

  /** NumPy 2.4.6: {@code g = default_rng(5); g.permutation(10), g.permutation(5)}. */
  @Test
  void aFractionTrainsOnItsShareRoundedDown() {
    assertPlaces(split(0, 5, "fraction").training(TEN_AND_FIVE), "7 6 1 3 2 4 0 9", "3 0 1 4");
    assertPlaces(split(0, 5, "fraction").judging(TEN_AND_FIVE), "5 8", "2");
  }

  @Test
  void aClassOfOneImageTrainsAndJudgesNothing() {
    assertPlaces(split(0, 0, "fraction").training(images(1)), "0");
    assertPlaces(split(0, 0, "fraction").judging(images(1)), "");
    assertPlaces(split(4, 0, "halves").training(images(1, 0)), "0", "");
  }

  @Test
  void aSmallClassGivesAllItHas() {
    assertPlaces(new FewShotSplit(8, 0).training(images(2, 1)), "0 1", "0");
    assertThat(new FewShotSplit(8, 0).drawn(5)).isEqualTo(5);
    assertThat(split(8, 0, "halves").drawn(15)).isEqualTo(8);
    assertThat(split(8, 0, "halves").drawn(14)).isEqualTo(7);
  }

  @Test
  void shortClassesAreRefusedByNameUnlessTheyAreWanted() {
    Map<String, Integer> images = new TreeMap<>(Map.of("ant", 9, "bee", 3, "wasp", 2));

    assertThatThrownBy(
            () ->
                new FewShotSplit(4, 1, PoolSettings.PARTS, "refused")
                    .requireShots(images, "the examples"))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot draw 4 training images of each class with seed 1 from the examples because"
                + " 'bee' has 3, 'wasp' has 2: ask for fewer examples per class, or set"
                + " split.short-classes = all to take what there is");
    assertThatThrownBy(() -> split(2, 0, "halves").requireShots(images, "the examples"))
        .hasMessageContaining("because 'wasp' has 1:");
    assertThatCode(() -> new FewShotSplit(4, 1).requireShots(images, ""))
        .doesNotThrowAnyException();
    assertThatCode(() -> split(2, 1, "parts").requireShots(images, "")).doesNotThrowAnyException();
  }

  @Test
  void aClassWithoutAnyImageIsShortWhereAllAreWanted() {
    assertThatThrownBy(() -> split(0, 0, "parts").requireShots(Map.of("ant", 0), "the examples"))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("Cannot draw 1 training images of each class")
        .hasMessageContaining("'ant' has 0");
  }

  @Test
  void theLargestOfSeveralHasMostExamplesAndThenTheLowestSeed() {
    List<FewShotSplit> draws =
        List.of(new FewShotSplit(4, 1), new FewShotSplit(16, 3), new FewShotSplit(16, 2));

    assertThat(FewShotSplit.largest(draws)).isEqualTo(new FewShotSplit(16, 2));
    assertThat(FewShotSplit.largest(List.of(draws.get(1), new FewShotSplit(0, 5))))
        .isEqualTo(new FewShotSplit(0, 5));
  }

  @Test
  void zeroIsAllToPeople() {
    assertThat(FewShotSplit.inWords(0)).isEqualTo("all");
    assertThat(FewShotSplit.inWords(16)).isEqualTo("16");
  }

  @Test
  void theDatasetsOwnPartsAddNothingToTheNameOfARun() {
    assertThat(new FewShotSplit(4, 2).settings())
        .isEqualTo(Map.of("examples-per-class", 4, "split-seed", 2L));
    assertThat(split(4, 2, "halves").settings())
        .isEqualTo(Map.of("examples-per-class", 4, "split-seed", 2L, "pools", "halves"));
    assertThat(split(4, 2, "clusters").settings()).containsEntry("train-fraction", 0.8);
  }

  @Test
  void aRunTellsItsDraw() {
    for (String pools : Pools.labels()) {
      FewShotSplit split = split(4, 2, pools);

      assertThat(FewShotSplit.ofSettings(split.settings()).settings()).isEqualTo(split.settings());
    }
    assertThat(FewShotSplit.ofSettings(Map.of("seed", 3L))).isNull();
  }

  @Test
  void theSeedDecidesWhatJudgesOnlyWherePoolsAreDrawn() {
    assertThat(split(1, 0, "parts").isJudgedAs(split(4, 3, "parts"))).isTrue();
    assertThat(split(1, 0, "halves").isJudgedAs(split(4, 0, "halves"))).isTrue();
    assertThat(split(1, 0, "halves").isJudgedAs(split(1, 3, "halves"))).isFalse();
    assertThat(split(1, 0, "halves").isJudgedAs(split(1, 0, "parts"))).isFalse();
  }

  @Test
  void readsItsBlock() {
    assertThat(
            FewShotSplit.from(
                ConfigFactory.parseString(
                    "examples-per-class = 4, seed = 2, pools = fraction, train-fraction = 0.7,"
                        + " short-classes = all")))
        .isEqualTo(new FewShotSplit(4, 2, new PoolSettings("fraction", 0.7), "all"));
  }

  @Test
  void rejectsSettingsOutOfRangeAllAtOnce() {
    assertThatThrownBy(() -> new FewShotSplit(-1, -2, PoolSettings.PARTS, "some"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("split.examples-per-class must be at least 0, found -1")
        .hasMessageContaining("split.seed must be at least 0, found -2")
        .hasMessageContaining("split.short-classes must be one of refused, all, found 'some'");
    assertThatThrownBy(
            () ->
                FewShotSplit.from(
                    ConfigFactory.parseString(
                        "examples-per-class = -1, seed = 2, pools = thirds, train-fraction = 1.0,"
                            + " short-classes = all")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("split.examples-per-class must be at least 0, found -1")
        .hasMessageContaining(
            "split.pools must be one of parts, halves, fraction, clusters, found 'thirds'")
        .hasMessageContaining("split.train-fraction must be above 0.0 and below 1.0, found 1.0");
  }

  private static FewShotSplit split(int examplesPerClass, long seed, String pools) {
    return new FewShotSplit(examplesPerClass, seed, new PoolSettings(pools, 0.8), "refused");
  }

  private static SortedMap<Integer, Integer> images(int... counts) {
    SortedMap<Integer, Integer> images = new TreeMap<>();
    IntStream.range(0, counts.length).forEach(label -> images.put(label, counts[label]));
    return images;
  }

  private static void assertPlaces(SortedMap<Integer, int[]> found, String... expected) {
    assertThat(found.values())
        .extracting(places -> Arrays.toString(places).replaceAll("[\\[\\],]", ""))
        .containsExactly(expected);
  }
}
