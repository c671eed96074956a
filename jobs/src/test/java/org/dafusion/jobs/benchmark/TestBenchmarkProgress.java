package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.train.TrialAccuracy;
import org.junit.jupiter.api.Test;

class TestBenchmarkProgress {
  private static final TrialAccuracy FOUND =
      TrialAccuracy.ofEvaluations(
          List.of(
              new TrialRow(
                  "run",
                  "pets",
                  "baseline",
                  1,
                  0,
                  "clean",
                  1,
                  250,
                  "validation",
                  "accuracy",
                  null,
                  null,
                  0.5)));

  private final List<String> told = new ArrayList<>();

  /** A trial on kept features takes 10 seconds, one of the published protocol 1000. */
  @Test
  void trialsThatKeepFeaturesTellNothingOfThoseThatDoNot() {
    List<BenchmarkDraw> draws =
        new PlannedGrids(
                "benchmark.seeds=[0, 1, 2]",
                "benchmark.examples-per-class=[1]",
                "benchmark.methods=[baseline, as-published]",
                "benchmark.method.as-published={classifier.protocol=published}")
            .dataset("pets", 2, 4)
            .draws();
    BenchmarkProgress progress = new BenchmarkProgress(draws, told::add);

    progress.finished(draws.get(0), draws.get(0).trials().get(0), FOUND, 10);
    assertThat(told.get(0)).endsWith("; at least 0:00:20 left");

    progress.finished(draws.get(0), draws.get(0).trials().get(1), FOUND, 1000);
    assertThat(told.get(1)).as("2 x 10 + 2 x 1000").endsWith("; about 0:33:40 left");

    progress.finished(draws.get(1), draws.get(1).trials().get(0), FOUND, 10);
    assertThat(told.get(2)).endsWith("; about 0:33:30 left");
  }

  /** As a draw wants 250 x 4 x 8 views of any number of images. */
  @Test
  void whereNoFeaturesAreKeptTheViewsOfTheStepsAreTheCost() {
    BenchmarkDraw draw =
        new PlannedGrids(
                "benchmark.seeds=[0]",
                "benchmark.examples-per-class=[2]",
                "augment.repeats=3",
                "benchmark.methods=[real-guidance, as-published]",
                "benchmark.method.as-published={pictures=real-guidance,"
                    + " classifier={protocol=published, batch=8, iterations-per-epoch=250,"
                    + " epochs=4}}")
            .dataset("pets", 2, 4)
            .draws()
            .get(0);

    assertThat(draw.cost(draw.trials().get(0))).as("4 images, 3 pictures of each").isEqualTo(16);
    assertThat(draw.cost(draw.trials().get(1))).isEqualTo(8000);
  }
}
