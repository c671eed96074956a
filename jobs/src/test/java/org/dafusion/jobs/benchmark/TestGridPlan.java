package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Counts of units against sums done by hand, on datasets of the published sizes. */
class TestGridPlan {
  private static final String SHOTS = "benchmark.examples-per-class=[1, 2, 4, 8, 16]";

  /** Six datasets of 20 classes, and Leafy Spurge of two, whose M is 50. */
  private static GridPlan figure5(int perClass, String... settings) {
    PlannedGrids grids = new PlannedGrids(settings);
    List<PlannedDataset> datasets = new ArrayList<>();
    for (String name : List.of("coco", "pascal", "caltech", "flowers", "aircraft", "cars")) {
      datasets.add(grids.dataset(name, 20, perClass, SHOTS));
    }
    datasets.add(grids.dataset("spurge", 2, perClass, SHOTS, "augment.repeats=50"));
    return new GridPlan(datasets, FinishedWork.NONE);
  }

  /** (6 x 20 x 10 + 2 x 50) x (1 + 2 + 4 + 8 + 16) x 4 and (6 x 20 + 2) x 5 x 4. */
  @Test
  void figure5HasThePublishedNumberOfPicturesAndTokens() {
    GridPlan plan = figure5(16, "benchmark.methods=[da-fusion]", "benchmark.seeds=[0, 1, 2, 3]");

    assertThat(plan.pictures().pictures())
        .as("tokens differ by draw, and so do all pictures")
        .isEqualTo(new UnitCount(161_200, 161_200, 161_200, 0, 161_200));
    assertThat(plan.tokens().trainings()).isEqualTo(new UnitCount(2440, 2440, 2440, 0, 2440));
    assertThat(plan.tokens().samples().toDo()).isEqualTo(2440L * 1000 * 4);
    assertThat(plan.trials().trials().wanted()).isEqualTo(7 * 5 * 4);
    assertThat(plan.erasures().trainings()).isEqualTo(UnitCount.NONE);
  }

  /** Draws of a seed lie within each other: 16 sources of a class in place of 31. */
  @Test
  void picturesWithoutTokensAreMadeForTheLargestDrawAlone() {
    GridPlan one = figure5(1000, "benchmark.methods=[real-guidance]", "benchmark.seeds=[0]");
    GridPlan four =
        figure5(16, "benchmark.methods=[real-guidance]", "benchmark.seeds=[0, 1, 2, 3]");

    // (6 x 20 x 10 + 2 x 50) x 31, and x 16
    assertThat(one.pictures().pictures())
        .isEqualTo(new UnitCount(40_300, 40_300, 20_800, 0, 20_800));
    // classes of 16 images: all seeds have all of them
    assertThat(four.pictures().pictures())
        .isEqualTo(new UnitCount(161_200, 161_200, 20_800, 0, 20_800));
    assertThat(four.tokens().trainings()).isEqualTo(UnitCount.NONE);
  }

  /** 62 experiments on four datasets, 8 seeds, as the scripts of the reference code run them. */
  @Test
  void theScriptsOfTheReferenceCodeCountAsTheyShould() {
    GridPlan plan = new GridPlan(ReferenceScripts.datasets(16), FinishedWork.NONE);
    List<BenchmarkArm> experiments =
        plan.datasets().stream().flatMap(d -> d.dataset().arms().stream()).toList();

    assertThat(experiments).hasSize(62);
    assertThat(experiments).filteredOn(arm -> arm.making() != null).hasSize(52);
    assertThat(plan.trials().trials().wanted()).isEqualTo(62 * 40);
    UnitCount pictures = plan.pictures().pictures();
    // of a method (20 + 80 + 100) x 10 + 2 x 50 = 2100 a shot, of 31 shots and 8 seeds: 520,800
    // 8 methods of those, but one of them M = 10 on spurge, where 19,840 less are made: 4,146,560
    // 4 with masks on two datasets, 248,000 each: 992,000
    // pascal, 49,600 each: M = 5 and 20 twice, 248,000; four probabilities, two CutMix, two DeiT
    assertThat(pictures.wanted()).isEqualTo(4_146_560 + 992_000 + 248_000 + 8 * 49_600);
    // less 8 arms of pascal, M = 5 and 10 within 20, and RandAugment's, which are the erasure's
    assertThat(pictures.sharedInDraws())
        .isEqualTo(pictures.wanted() - 8 * 49_600 - 2 * 74_400 - (500_960 + 520_800))
        .isEqualTo(4_216_000);
    // half of these are without tokens, and need the 16 images of each class once: the named ones
    // (20 x 20 + 80 x 10 + 100 x 10 + 2 x 50) x 16, two more methods of 2100 x 16, and two with
    // masks of 1000 x 16
    assertThat(pictures.shared()).isEqualTo(2_108_000 + 36_800 + 2 * 33_600 + 2 * 16_000);
    // clean and erased
    assertThat(plan.tokens().trainings().shared()).isEqualTo(2 * 8080);
    assertThat(plan.erasures().trainings().shared()).isEqualTo(202);
    // PLMS takes 26 calls at 0.5, and 13, 26, 38 or 51 where intensities are drawn: a mean of 32
    long drawn = 3 * 520_800L + 124_000 + 4 * 49_600;
    double calls = 26.0 * (pictures.wanted() - drawn) + 32.0 * drawn;
    assertThat((double) plan.pictures().calls().wanted()).isCloseTo(calls, within(calls / 200));
  }

  @Test
  void whatIsThereIsNotToDoAndNeitherIsWhatOnlyFinishedTrialsWant() {
    PlannedGrids grids =
        new PlannedGrids(
            "benchmark.seeds=[0]",
            "benchmark.examples-per-class=[2]",
            "augment.repeats=3",
            "benchmark.methods=[baseline, real-guidance, more, da-fusion]",
            "benchmark.method.more={pictures=real-guidance, augment.repeats=5}");
    PlannedDataset pets = grids.dataset("pets", 2, 4);
    BenchmarkDraw draw = pets.draws().get(0);
    List<BenchmarkDraw.Trial> trials = draw.trials();
    String guided = trials.get(1).planned().synthetic();
    String tokens = trials.get(3).tokenRun();
    BitSet twoOfThree = BitSet.valueOf(new long[] {0b101});
    Map<String, BitSet> there = Map.of(draw.images().get(0).id(), twoOfThree);

    GridPlan fresh = new GridPlan(List.of(pets), FinishedWork.NONE);
    GridPlan begun =
        new GridPlan(
            List.of(pets),
            new FinishedWork(
                Set.of(trials.get(2).planned().id()),
                Map.of(tokens, 1L),
                Map.of(),
                Map.of(guided, there),
                Set.of()));

    assertThat(guided).isEqualTo(trials.get(2).planned().synthetic());
    // four images: 3 and 5 and 3 of each; the first two of one run
    assertThat(fresh.pictures().pictures()).isEqualTo(new UnitCount(44, 32, 32, 0, 32));
    assertThat(begun.pictures().pictures())
        .as("the arm of five is done: three of each guided, of which two are there, and 12 others")
        .isEqualTo(new UnitCount(44, 32, 32, 2, 12 - 2 + 12));
    assertThat(begun.tokens().trainings()).isEqualTo(new UnitCount(2, 2, 2, 1, 1));
    assertThat(begun.trials().trials()).isEqualTo(new UnitCount(4, 4, 4, 1, 3));
    // 8 views of 4 images with 0, 3, 5 and 3 pictures each, of which some are the same: 4 + 20 + 12
    // pictures in all, 4 + 12 + 12 without the arm that is done; and 12 pictures that judge, for
    // each trial, or once for all
    assertThat(begun.trials().views())
        .isEqualTo(new UnitCount(480 + 4 * 12, 288 + 12, 288 + 12, 0, 224 + 12));
    assertThat(begun.left(pets)).hasSize(1);
    assertThat(begun.lines())
        .contains(
            "benchmark: pets: baseline, real-guidance, more, da-fusion, each on 1 draws (2 examples"
                + " per class, seeds 0): 4 trials, 3 of them to do")
        .anyMatch(line -> line.matches(" +pictures +44 +32 +32 +2 +22"));
  }

  /** Two draws of two classes, one and two photos of each, and three pictures of each photo. */
  @Test
  void whatWantsTokensThatDivergedIsLeftOutAndSaidToBe() {
    PlannedDataset pets =
        new PlannedGrids(
                "benchmark.seeds=[0]",
                "benchmark.examples-per-class=[1, 2]",
                "augment.repeats=3",
                "benchmark.methods=[baseline, real-guidance, da-fusion]")
            .dataset("pets", 2, 4);
    List<BenchmarkDraw.Trial> larger = pets.draws().get(1).trials();
    String diverged = larger.get(2).tokenRun();
    GridPlan plan =
        new GridPlan(
            List.of(pets),
            new FinishedWork(
                Set.of(), Map.of(diverged, 2L), Map.of(diverged, 1L), Map.of(), Set.of()));

    assertThat(plan.isToDo(larger.get(2))).isFalse();
    assertThat(plan.tokens().trainings()).isEqualTo(new UnitCount(4, 4, 4, 2, 2));
    // guided (2 + 4) x 3, of which the smaller draw's 6 lie in the larger's; with tokens as many
    assertThat(plan.pictures().pictures())
        .as("without the 4 x 3 of the larger draw's tokens")
        .isEqualTo(new UnitCount(36, 36, 12 + 18, 0, 12 + 6));
    assertThat(plan.trials().trials()).isEqualTo(new UnitCount(6, 6, 6, 0, 5));
    assertThat(plan.trials().steps().toDo()).isEqualTo(plan.trials().steps().wanted() / 6 * 5);
    assertThat(plan.lines())
        .startsWith(
            "benchmark: pets: baseline, real-guidance, da-fusion, each on 2 draws (1, 2 examples"
                + " per class, seeds 0): 6 trials, 5 of them to do",
            "benchmark: pets: 1 trials and 12 pictures are left out, because 1 of the tokens that"
                + " they want could not be learned: change the settings of invert, such as the"
                + " learning rate of its recipe");
    assertThat(plan.left(pets).get(1).trials()).as("a run tells of it once more").hasSize(3);
  }
}
