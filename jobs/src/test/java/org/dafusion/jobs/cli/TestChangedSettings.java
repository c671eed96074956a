package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed setting makes another run beside the old one, in every stage, and never a mixture. */
class TestChangedSettings {
  private static final String[] SMALL = {
    "augment.methods=[da-fusion]",
    "invert.recipes.table={steps=2, batch=2}",
    "invert.rows=2",
    "invert.previews=0",
    "erase.preset=esd-x",
    "erase.presets.esd-x.iterations=1",
    "erase.presets.esd-x.sampling-steps=3",
    "erase.size=32",
    "benchmark.methods=[baseline]",
    "benchmark.examples-per-class=[1]",
    "benchmark.seeds=[0]"
  };

  @TempDir private Path folder;
  private TinyExperiment experiment;

  @Test
  void theOldRunStaysAsItWas() throws IOException {
    experiment = TinyExperiment.in(folder);
    requireOneMoreRun("prepare", "examples", "limits.megapixels=17");
    requireOneMoreRun("erase", "erasures", "erase.seed=5");
    requireOneMoreRun("invert", "embeddings", "invert.seed=5");
    requireOneMoreRun("augment", "synthetic", "augment.seed=5");
    // of the baseline and of the method
    requireMoreRuns(2, "train", "trials", "classifier.learning-rate=0.5");
    requireMoreRuns(1, "benchmark", "trials", "classifier.learning-rate=0.25");
  }

  private void requireOneMoreRun(String stage, String table, String change) {
    requireMoreRuns(1, stage, table, change);
  }

  private void requireMoreRuns(int more, String stage, String table, String change) {
    assertThat(experiment.run(stage, SMALL).code()).as(stage).isZero();
    List<String> before = experiment.contents(table);
    int runs = experiment.manifest(table).size();

    String[] changed = Arrays.copyOf(SMALL, SMALL.length + 1);
    changed[SMALL.length] = change;
    assertThat(experiment.run(stage, changed).code()).as(stage + " " + change).isZero();

    assertThat(experiment.manifest(table)).as(stage).hasSize(runs + more);
    List<String> after = experiment.contents(table);
    assertThat(after).as(stage).containsAll(before).hasSizeGreaterThan(before.size());
    List<String> fresh = new ArrayList<>(after);
    before.forEach(fresh::remove);
    List<String> oldRuns =
        experiment.manifest(table).subList(0, runs).stream()
            .map(run -> "run=" + run.getString("run") + ",")
            .toList();
    assertThat(fresh).as(stage).noneMatch(row -> oldRuns.stream().anyMatch(row::contains));
  }
}
