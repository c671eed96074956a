package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Spark UI and the event log say of a job. */
class TestJobDescriptions {
  private static final Queue<Described> JOBS = new ConcurrentLinkedQueue<>();

  @TempDir private Path folder;

  @Test
  void everyJobNamesItsStageAndWorkNamesItsRun() throws IOException {
    TinyExperiment experiment = TinyExperiment.in(folder);
    JOBS.clear();

    CommandLineRun run =
        experiment.run(
            Map.of("spark.extraListeners", Listener.class.getName()),
            "run",
            "report.enabled=false");

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(JOBS).isNotEmpty();
    assertThat(JOBS)
        .allSatisfy(
            job -> assertThat(job.text()).as(job.toString()).matches(job.group() + "\\b.*"));
    assertThat(JOBS).extracting(Described::group).contains("prepare", "augment", "train");
    for (String table : List.of("examples", "synthetic", "trials")) {
      String name = experiment.manifest(table).get(0).getString("run");
      assertThat(JOBS).extracting(Described::text).anyMatch(text -> text.contains("run " + name));
    }
    assertThat(JOBS)
        .extracting(Described::text)
        .anyMatch(text -> text.matches("augment .+, run \\w+: make \\d+ of \\d+ missing pictures"));
  }

  private record Described(String group, String text) {}

  /** Notes all jobs of an application. */
  public static final class Listener extends SparkListener {
    @Override
    public void onJobStart(SparkListenerJobStart job) {
      JOBS.add(
          new Described(
              job.properties().getProperty("spark.jobGroup.id"),
              String.valueOf(job.properties().getProperty("spark.job.description"))));
    }
  }
}
