package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
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
