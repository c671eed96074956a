package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dafusion.jobs.table.RunManifest;
import org.junit.jupiter.api.Test;

/** Times against sums done by hand. */
class TestGridEstimate {
  private static final RateSettings RATES = new RateSettings(10, 4, 1, 100, 1000, 2);

  private static List<String> lines(GridPlan plan, MeasuredRates measured) {
    return new GridEstimate(plan, measured, RATES).lines();
  }

  /** 20 steps of which half are taken, a call each, and 4 photos of one picture: 40 calls. */
  @Test
  void whatGoesAtARateOfItsOwnHasALineOfItsOwn() {
    PlannedGrids grids =
        new PlannedGrids(
            "benchmark.seeds=[0]",
            "benchmark.examples-per-class=[2]",
            "augment.repeats=1",
            "augment.steps=20",
            "augment.scheduler=ddim",
            "augment.method={real-guidance={intensities=[0.5]}}",
            "benchmark.method.small={pictures=real-guidance, augment.size=256}",
            "benchmark.method.large={pictures=real-guidance, augment.size=1024}");
    PlannedDataset pets = grids.dataset("pets", 2, 4, "benchmark.methods=[large, small]");
    BenchmarkDraw.Trial small = pets.draws().get(0).trials().get(1);
    GridPlan plan = new GridPlan(List.of(pets), FinishedWork.NONE);
    long calls = plan.pictures().calls().wanted() / 2;

    assertThat(calls).isEqualTo(40);
    // 10 calls/s of 512 pixels are 2.5/s of 1024
    assertThat(lines(plan, measured(small.pictures().settings())))
        .filteredOn(line -> line.contains("making pictures"))
        .containsExactly(
            "  0:00:16 for making pictures at 1024 pixels with random in fp32, at 2.50 UNet"
                + " calls/s (benchmark.rates)",
            "  0:00:05 for making pictures at 256 pixels with random in fp32, at 8.00 UNet calls/s"
                + " (measured in this workspace on gpu:0)");
  }

  /**
   * Two draws of one image of each of two classes, the same images whatever the seed. A trial on
   * kept features is thought to take 2 x 50 views, a second, and 10,000 steps, 10 seconds; one took
   * 5.5. Before the other, 12 pictures that judge go through the backbone too: 11.12 / 2. A trial
   * by the published protocol takes 10,000 x 10 views, and after each of 10 epochs the 10
   * validation pictures: 1001 seconds, and 10 for its steps.
   */
  @Test
  void trialsOnKeptFeaturesTellNothingOfTheHoursOfTheOthers() {
    PlannedDataset pets =
        new PlannedGrids(
                "benchmark.seeds=[0, 1]",
                "benchmark.examples-per-class=[1]",
                "benchmark.methods=[baseline, as-published]",
                "benchmark.method.as-published={classifier.protocol=published}",
                "classifier.views=50",
                "classifier.batch=10",
                "classifier.iterations-per-epoch=1000",
                "classifier.epochs=10")
            .dataset("pets", 2, 1);
    String done = pets.draws().get(0).trials().get(0).planned().id();
    GridPlan plan =
        new GridPlan(
            List.of(pets), new FinishedWork(Set.of(done), Map.of(), Map.of(), Map.of(), Set.of()));
    MeasuredRates measured =
        new MeasuredRates(
            List.of(), List.of(), List.of(run(done, Map.of(), Map.of("ok", 90L), 5.5)));

    assertThat(lines(plan, measured))
        .containsExactly(
            "benchmark: about 0:33:48 and 0.000 GB of pictures are left",
            "  0:00:06 for training heads on kept features, at the pace of the trials that are"
                + " there (gpu:0)",
            "  0:33:42 for training where features change, at 100.00 views/s and 1000.00 steps of"
                + " a head/s (benchmark.rates)");
  }

  /** 80 calls in 10 seconds. */
  private static MeasuredRates measured(Map<String, Object> settings) {
    return new MeasuredRates(
        List.of(), List.of(run("pictures", settings, Map.of("unet-calls", 80L), 10)), List.of());
  }

  private static RunManifest run(
      String run, Map<String, Object> settings, Map<String, Long> counts, double seconds) {
    return new RunManifest(
        run,
        "stage",
        settings,
        Map.of(),
        Map.of(),
        counts,
        List.of(),
        Map.of(),
        seconds,
        new TreeSet<>(List.of("gpu:0")),
        "2026-01-01T00:00:00Z",
        null,
        Map.of());
  }
}
