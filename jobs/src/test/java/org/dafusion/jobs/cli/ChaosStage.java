package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A stage that is disturbed, and the tables that must come out as if it were not. */
enum ChaosStage {
  AUGMENT("examples", "embeddings", "synthetic"),
  INVERT("examples", "embeddings"),
  BENCHMARK("examples", "embeddings", "synthetic", "trials");

  /** What a user would give to spark-submit. */
  static final Map<String, String> CLUSTER =
      Map.of(
          "spark.executor.memory",
          "1g",
          "spark.cores.max",
          "2",
          "spark.scheduler.minRegisteredResourcesRatio",
          "1",
          "spark.sql.shuffle.partitions",
          "2",
          "spark.executor.extraClassPath",
          System.getProperty("java.class.path"));

  private static final String[] SETTINGS = {
    "spark.master=local-cluster[2,1,1024]",
    "augment.methods=[da-fusion]",
    "augment.repeats=6",
    "augment.steps=10",
    // two photos of four, so there are two waves and more
    "augment.commit-every=12",
    "invert.recipes.table.batch=2",
    "invert.rows=2",
    "invert.recipes.table.steps=20",
    "invert.previews=0",
    "invert.checkpoint-every=5",
    "benchmark.methods=[baseline, da-fusion]",
    "benchmark.examples-per-class=[1]",
    "benchmark.seeds=[0, 1]"
  };

  private final List<String> tables;

  ChaosStage(String... tables) {
    this.tables = List.of(tables);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<String> tables() {
    return tables;
  }

  /** The photos, and what earlier stages have to make, in a folder. */
  TinyExperiment prepare(Path folder) throws IOException {
    TinyExperiment experiment = TinyExperiment.in(folder);
    for (String name : List.of("cat", "dog")) {
      experiment.photo("train/" + name + "/1.png");
      experiment.photo("train/" + name + "/2.png");
      experiment.photo("validation/" + name + "/1.png");
    }
    before(experiment, "prepare");
    if (this == AUGMENT) {
      before(experiment, "invert");
    }
    return experiment;
  }

  private static void before(TinyExperiment experiment, String stage) {
    CommandLineRun run = experiment.run(stage, local());
    assertThat(run.code()).as(stage + " said " + run.errors()).isZero();
  }

  private static String[] local() {
    String[] local = SETTINGS.clone();
    local[0] = "spark.master=local[2]";
    return local;
  }

  /** The command that is disturbed, and given again. */
  List<String> command(TinyExperiment experiment) {
    return experiment.arguments(word(), SETTINGS);
  }
}
