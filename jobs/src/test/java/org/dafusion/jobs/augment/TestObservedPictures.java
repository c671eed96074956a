package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.cluster.Activity;
import org.dafusion.jobs.cluster.WorkCost;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.RunManifest;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

/** What a run tells of its work: at its end, in the manifest, and in Spark's metrics. */
class TestObservedPictures extends SparkTest {
  @Test
  void theCostIsToldKeptAndMeasured() throws IOException {
    PictureExperiment experiment = new PictureExperiment(spark, folder);
    experiment.prepare();
    Map<String, Double> before = gauges();
    long start = System.nanoTime();

    Summary summary = experiment.stage(Editing.DIFFUSION).run(spark, line -> {});

    double seconds = (System.nanoTime() - start) / 1e9;
    RunManifest run = experiment.table().manifest().runs().get(0);
    WorkCost cost = WorkCost.from(run.results());
    assertThat(cost.images()).isEqualTo(Map.of("cpu", 16L));
    assertThat(cost.refusals()).isZero();
    assertThat(cost.unetCalls()).isEqualTo(run.counts().get(AugmentStage.UNET_CALLS)).isPositive();
    // the checker is off
    for (Activity activity : EnumSet.complementOf(EnumSet.of(Activity.SAFETY_CHECKER))) {
      assertThat(cost.seconds(activity)).as(activity.label()).isPositive();
    }
    // two tasks at a time
    assertThat(cost.deviceSeconds()).isLessThan(2 * seconds);
    assertThat(summary.lines()).contains(cost.line("augment"));

    Map<String, Double> after = gauges();
    assertThat(after.get("dafusion.images.committed"))
        .isEqualTo(before.getOrDefault("dafusion.images.committed", 0.0) + 16);
    assertThat(after.get("dafusion.unet.calls"))
        .isEqualTo(before.getOrDefault("dafusion.unet.calls", 0.0) + cost.unetCalls());
    assertThat(after.get("dafusion.seconds.unet"))
        .isGreaterThan(before.getOrDefault("dafusion.seconds.unet", 0.0));

    // nothing is left to do, and nothing is added
    Summary again = experiment.stage(Editing.DIFFUSION).run(spark, line -> {});
    assertThat(again.lines()).noneMatch(line -> line.contains("device seconds"));
    assertThat(WorkCost.from(experiment.table().manifest().runs().get(0).results()))
        .isEqualTo(cost);
    assertThat(gauges()).isEqualTo(after);
  }

  private static Map<String, Double> gauges() {
    Map<String, Double> values = new TreeMap<>();
    for (Source source :
        JavaConverters.seqAsJavaList(
            SparkEnv.get().metricsSystem().getSourcesByName("AccumulatorSource"))) {
      source
          .metricRegistry()
          .getGauges()
          .forEach((name, gauge) -> values.put(name, ((Number) gauge.getValue()).doubleValue()));
    }
    return values;
  }
}
