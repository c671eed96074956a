package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.executor.ExecutorModels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestErase {
  private static final List<String> SMALL =
      List.of(
          "erase.size=32",
          "erase.preset-defaults.iterations=3",
          "erase.preset-defaults.sampling-steps=3",
          "erase.preset-defaults.learning-rate=0.01",
          "erase.checkpoint-every=1",
          "augment.intensities=[1]");
  private static final String COLUMNS =
      "id, class, concept, preset, iterations, loss, file, digest, bytes, model, status, reason";

  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void prepare() throws IOException {
    experiment = TinyExperiment.in(folder);
    assertThat(experiment.run("prepare").code()).isZero();
  }

  @Test
  void eachClassIsErasedOnceAndItsPicturesAreMadeWithItsOwnWeights() throws IOException {
    assertThat(run("augment").code()).isZero();
    Map<String, Integer> plain = pictures();

    CommandLineRun erase = run("erase");

    assertThat(erase.errors()).isEmpty();
    assertThat(erase.code()).isZero();
    assertThat(erase.output())
        .contains(
            "erase: 2 concepts, preset paper: full weights, 3 iterations of 1 latents of 32 x 32"
                + " pixels; about 6 UNet rows each, 1 of them with a backward pass, 38 in all")
        .anyMatch(line -> line.startsWith("erase: 6 of 6 steps of 2 concepts, "))
        .anyMatch(line -> line.matches("erase: run r\\w+ has 2 concepts, 2 of them new, 0 .*"))
        .anyMatch(line -> line.matches("erase: ant, loss \\S+, \\S+ MB in erased/r\\w+/ant-.*"));
    List<Row> rows = experiment.rows("erasures", COLUMNS);
    assertThat(rows)
        .extracting(row -> row.get(0), row -> row.get(2), row -> row.get(4), row -> row.get(10))
        .containsExactly(tuple("ant", "ant", 3, "ok"), tuple("bee", "bee", 3, "ok"));
    for (Row row : rows) {
      assertThat(Files.size(experiment.workspace().resolve(row.<String>getAs("file"))))
          .isEqualTo(row.<Long>getAs("bytes"));
    }
    assertThat(rows.get(0).<String>getAs("digest")).isNotEqualTo(rows.get(1).getAs("digest"));
    assertThat(experiment.workspace().resolve("checkpoints")).satisfies(TestErase::isEmpty);
    assertThat(experiment.manifest("erasures").get(0).getString("stage")).isEqualTo("erase");

    int loads = ExecutorModels.loads();
    int swaps = ExecutorModels.swaps();
    CommandLineRun again = run("erase");
    assertThat(again.output()).anyMatch(line -> line.contains("2 concepts, 0 of them new"));
    assertThat(ExecutorModels.loads()).isEqualTo(loads);

    CommandLineRun augment = run("augment", "erase.enabled=true");
    assertThat(augment.errors()).isEmpty();
    assertThat(augment.code()).isZero();
    assertThat(ExecutorModels.loads()).isEqualTo(loads + 1);
    assertThat(ExecutorModels.swaps()).isEqualTo(swaps + 2);
    Map<String, Integer> all = pictures();
    assertThat(all).hasSize(8).containsAllEntriesOf(plain);
    assertThat(all.values().stream().distinct()).hasSize(8);

    // the weights are taken off again without loading the model
    assertThat(run("augment", "augment.seed=1").code()).isZero();
    assertThat(ExecutorModels.loads()).isEqualTo(loads + 1);
    assertThat(ExecutorModels.swaps()).isEqualTo(swaps + 3);
    assertThat(run("train", "erase.enabled=true").code()).isZero();
  }

  @Test
  void finishedFilesWhoseRowsWereLostAreNotTrainedAgain() throws IOException {
    assertThat(run("erase", "erase.preset=esd-x", "erase.presets.esd-x.iterations=2").code())
        .isZero();
    List<Row> rows = experiment.rows("erasures", COLUMNS);
    Files.move(experiment.workspace().resolve("erasures"), folder.resolve("lost"));
    int loads = ExecutorModels.loads();

    CommandLineRun again = run("erase", "erase.preset=esd-x", "erase.presets.esd-x.iterations=2");

    assertThat(again.code()).isZero();
    assertThat(ExecutorModels.loads()).isEqualTo(loads);
    assertThat(experiment.rows("erasures", COLUMNS)).isEqualTo(rows);
  }

  @Test
  void oneModelCanForgetAllClasses() {
    CommandLineRun run = run("run", "erase.enabled=true", "erase.scope=all-classes");

    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(experiment.rows("erasures", COLUMNS))
        .extracting(row -> row.get(0), row -> row.get(2))
        .containsExactly(tuple("*", "ant, bee"));
    assertThat(experiment.rows("synthetic", "id")).hasSize(4);
  }

  @Test
  void picturesOfErasedModelsNeedTheErasure() {
    CommandLineRun run = run("augment", "erase.enabled=true");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors())
        .singleElement()
        .asString()
        .startsWith("dafusion: Cannot find the weights without ant in ")
        .endsWith(": run the stage erase first, or set erase.enabled = false");
  }

  @Test
  void aClassThatDivergesIsARowAndItsPicturesAreRefused() {
    CommandLineRun erase = run("erase", "erase.preset-defaults.learning-rate=1e30");

    assertThat(erase.code()).isEqualTo(4);
    assertThat(erase.output())
        .anyMatch(line -> line.matches("erase: .* of 2 concepts, 2 of them diverged, [^;]* left"));
    assertThat(experiment.rows("erasures", COLUMNS))
        .hasSize(2)
        .allMatch(row -> row.getAs("status").equals("diverged") && row.getAs("file") == null)
        .allMatch(row -> row.<String>getAs("reason").startsWith("training diverged: "));

    CommandLineRun augment =
        run("augment", "erase.enabled=true", "erase.preset-defaults.learning-rate=1e30");

    assertThat(augment.code()).isEqualTo(4);
    assertThat(experiment.rows("synthetic", "id, status, reason"))
        .hasSize(4)
        .allMatch(row -> row.getAs("status").equals("refused"))
        .allMatch(
            row ->
                row.<String>getAs("reason")
                    .startsWith("the class could not be erased: training diverged: "));
  }

  private CommandLineRun run(String stage, String... overrides) {
    return experiment.run(
        stage, Stream.concat(SMALL.stream(), Stream.of(overrides)).toArray(String[]::new));
  }

  private Map<String, Integer> pictures() {
    return experiment.rows("synthetic", "id, run, hash(image.bytes) AS hash").stream()
        .collect(
            Collectors.toMap(row -> row.getString(1) + row.getString(0), row -> row.getInt(2)));
  }

  private static void isEmpty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
    }
  }
}
