package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dafusion.random.NumpyGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grid of trials, from the command line. */
class TestBenchmark {
  private static final String[] GRID = {
    "benchmark.methods=[baseline, da-fusion]",
    "benchmark.examples-per-class=[1]",
    "benchmark.seeds=[1, 0]",
    "invert.recipes.table={steps=2, batch=2}",
    "invert.rows=4",
    "invert.previews=1",
    "classifier.views=1"
  };

  private static final String ACCURACIES =
      "id, augmentation, examples_per_class, seed, run, value, part, metric, class";

  @TempDir private static Path folder;
  private static TinyExperiment experiment;
  private static CommandLineRun first;

  @BeforeAll
  static void runOnce() throws IOException {
    experiment = TinyExperiment.in(folder);
    for (String name : List.of("ant", "bee")) {
      experiment.photo("train/" + name + "/3.png");
      experiment.photo("train/" + name + "/4.png");
      experiment.photo("validation/" + name + "/2.png");
    }
    first = experiment.run("run", GRID);
  }

  @Test
  void aRunComparesEveryMethodOnEveryDraw() throws IOException {
    assertThat(first.errors()).isEmpty();
    assertThat(first.code()).isZero();
    assertThat(first.output())
        .contains(
            "benchmark: baseline, da-fusion, each on 2 draws (1 examples per class, seeds 1, 0): 4"
                + " trials, 4 of them to do",
            "invert: 4 tokens of 2 draws, recipe table: 1 vectors, 2 steps of 2 samples each, 16"
                + " samples of 32 x 32 pixels in all; fp32; 4 samples at a time on each device")
        .anyMatch(
            line ->
                line.matches(
                    "benchmark: 3 of 4 trials done, baseline, 1 per class, seed 0: accuracy"
                        + " [01]\\.\\d{4}, best [01]\\.\\d{4}; about \\d:\\d\\d:\\d\\d left"));
    // two classes, two seeds; a picture takes up to two steps; a view of each image
    assertThat(planned("tokens learned")).containsExactly(4L, 4L, 4L, 0L, 4L);
    assertThat(planned("their samples")).containsExactly(16L, 16L, 16L, 0L, 16L);
    assertThat(planned("pictures")).containsExactly(4L, 4L, 4L, 0L, 4L);
    // the baseline's images are among the other trial's; and four judge each trial, or all together
    assertThat(planned("views through the backbone")).startsWith(12L + 4 * 4, 8L + 2 * 4);
    assertThat(planned("steps of heads")).containsExactly(8L, 8L, 8L, 0L, 8L);
    long calls =
        experiment.manifest("synthetic").stream()
            .mapToLong(run -> run.getLong("counts.unet-calls"))
            .sum();
    assertThat(calls).as("the model was called as often as was planned").isBetween(1L, 8L);
    assertThat(planned("UNet calls")).containsExactly(calls, calls, calls, 0L, calls);
    assertThat(accuracies())
        .extracting(row -> row.get(1), row -> row.get(2), row -> row.get(3))
        .contains(
            tuple("baseline", 1, 0L),
            tuple("baseline", 1, 1L),
            tuple("da-fusion", 1, 0L),
            tuple("da-fusion", 1, 1L));
    assertThat(experiment.manifest("synthetic"))
        .extracting(pictures -> pictures.getLong("seeds.split"))
        .containsExactly(1L, 0L);
    assertDrawsArePaired();
    assertThat(previews()).containsExactly(tokensOfSeedZero() + "-1.png");
  }

  /** What the plan says of some units: wanted, shared in draws, shared, there, to do. */
  private static List<Long> planned(String units) {
    return first.output().stream()
        .filter(line -> line.startsWith("  " + units + "  "))
        .flatMap(line -> Stream.of(line.substring(2 + units.length()).trim().split(" +")))
        .map(Long::valueOf)
        .toList();
  }

  private static List<String> previews() throws IOException {
    try (Stream<Path> files = Files.list(experiment.workspace().resolve("previews"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".png"))
          .toList();
    }
  }

  private static String tokensOfSeedZero() {
    return experiment.manifest("embeddings").stream()
        .filter(run -> run.getLong("settings.split-seed") == 0)
        .map(run -> run.getString("run"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRepeatedCommandAddsNothingAndALargerOneOnlyItsOwnTrials() throws IOException {
    List<Row> trials = accuracies();

    CommandLineRun again = experiment.run("benchmark", GRID);

    assertThat(again.code()).isZero();
    assertThat(again.output()).anyMatch(line -> line.endsWith("4 trials, 0 of them to do"));
    assertThat(again.output()).noneMatch(line -> line.matches("(invert|augment|train):.*"));
    assertThat(tables(again)).isEqualTo(tables(first)).hasSizeGreaterThan(8);
    assertThat(accuracies()).isEqualTo(trials);
    assertResult(trials);

    CommandLineRun larger =
        experiment.run("benchmark", with("benchmark.methods=[baseline, randaugment, da-fusion]"));

    assertThat(larger.code()).isZero();
    assertThat(larger.output()).anyMatch(line -> line.endsWith("6 trials, 2 of them to do"));
    assertThat(larger.output()).noneMatch(line -> line.matches("(invert|augment):.*"));
    assertThat(accuracies()).hasSize(6).containsAll(trials);
  }

  @Test
  void aTrialIsTheOneThatTrainWouldMakeOfTheSameDraw() {
    List<Row> seedOne =
        accuracies().stream()
            .filter(row -> row.<Long>getAs("seed") == 1)
            .filter(row -> !row.getAs("augmentation").equals("randaugment"))
            .toList();

    CommandLineRun alone =
        experiment.run(
            "run",
            with(
                "benchmark.methods=[]",
                "augment.methods=[da-fusion]",
                "split={examples-per-class=1, seed=1}",
                "classifier.seed=1",
                "workspace=" + folder.resolve("alone")));

    assertThat(alone.code()).isZero();
    List<Row> trained = only(experiment.rows("../alone/trials", ACCURACIES));
    assertThat(trained).hasSize(2).isEqualTo(seedOne);
  }

  @Test
  void aTokenThatDivergesLeavesOutItsOwnTrials() {
    String elsewhere = "workspace=" + folder.resolve("diverged");
    String rate = "invert.recipes.table.learning-rate=1e30";

    CommandLineRun run = experiment.run("run", with(elsewhere, rate));

    // tokens without a result count as refused rows
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.output())
        .contains(
            "benchmark: left out da-fusion, 1 per class, seed 0, because not all of its tokens"
                + " could be learned",
            "2 trials were left out, each with its reason above")
        .noneMatch(line -> line.startsWith("augment:"));
    assertThat(only(experiment.rows("../diverged/trials", ACCURACIES)))
        .extracting(row -> row.get(1))
        .containsExactly("baseline", "baseline");
    assertThat(folder.resolve("diverged").resolve("result.json")).exists();

    CommandLineRun plan = experiment.run("benchmark", with(elsewhere, rate, "--plan"));

    assertThat(plan.code()).isZero();
    assertThat(plan.output())
        .as("both classes of both draws")
        .contains(
            "benchmark: 2 trials and 4 pictures are left out, because 4 of the tokens that they"
                + " want could not be learned: change the settings of invert, such as the learning"
                + " rate of its recipe")
        .anyMatch(line -> line.matches(" +pictures +4 +4 +4 +0 +0"))
        .anyMatch(line -> line.matches(" +trials +4 +4 +4 +2 +0"))
        .noneMatch(line -> line.startsWith("benchmark: about "));
  }

  @Test
  void whatCannotBeComparedIsToldBeforeAnythingIsDone() {
    CommandLineRun run =
        experiment.run(
            "benchmark",
            "benchmark.methods=[baseline, baseline, cutmix, mixup, da-fusion, absent]",
            "benchmark.method.cutmix.pictures=paste",
            "benchmark.method.mixup.synthetic-probability=2",
            "benchmark.seeds=[-1]",
            "augment.method.da-fusion.intensities=[3]");
    CommandLineRun none = experiment.run("benchmark");
    CommandLineRun plain =
        experiment.run(
            "benchmark", "benchmark.methods=[baseline, randaugment]", "classifier.views=0");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors().toString())
        .contains("benchmark.method.cutmix.pictures must be empty or one of da-fusion")
        .contains("found 'paste'")
        .contains("benchmark.method.mixup.synthetic-probability must be between 0.0 and 1.0")
        .contains("benchmark.methods must name each method once")
        .contains("benchmark.methods must be one of baseline, cutmix, da-fusion, mixup")
        .contains("found 'absent'")
        .contains("benchmark.seeds must hold numbers of at least 0, each once, found [-1]")
        .contains("augment.method.da-fusion.intensities must hold only numbers above 0");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.errors().toString())
        .contains("benchmark.methods must name blocks of benchmark.method");
    assertThat(plain.code()).isEqualTo(2);
    assertThat(plain.errors().toString())
        .contains(
            "benchmark.method.randaugment.transform must be standard or none where classifier.views");
  }

  @Test
  void whatIsWrongWithADatasetIsToldUnderItsName() {
    CommandLineRun wrong =
        CommandLineRun.of(
            experiment
                .arguments(
                    "benchmark",
                    "benchmark.datasets=[insects, pets, plants]",
                    "benchmark.methods=[baseline]",
                    "benchmark.dataset.insects.dataset.path=/photos",
                    "benchmark.dataset.insects.augment.repeat=2",
                    "benchmark.dataset.pets={workspace=elsewhere, export={}, benchmark={datasets=[], save=last}, limits={refused-fraction=0.5}}",
                    "benchmark.method.baseline.classifier.batch=0")
                .toArray(String[]::new));
    CommandLineRun misplaced = experiment.run("train", "--plan");

    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.errors().toString())
        .contains(
            "benchmark.datasets must name blocks of benchmark.dataset, of which there are [insects,"
                + " pets], found [insects, pets, plants]",
            "benchmark.dataset.pets must leave workspace to the experiment",
            "benchmark.dataset.pets must leave export to the experiment",
            "benchmark.dataset.pets.limits must leave refused-fraction to the experiment",
            "benchmark.dataset.pets.benchmark must leave datasets to the experiment",
            "benchmark.dataset.pets.benchmark must leave save to the experiment",
            "benchmark.method.baseline.classifier.batch must be between 1 and 65536, found 0");
    assertThat(misplaced.code()).isEqualTo(2);
    assertThat(misplaced.errors())
        .contains("dafusion: --plan goes with the stages benchmark and run, found train");
    assertThat(
            CommandLineRun.of(
                    experiment
                        .arguments(
                            "benchmark",
                            "benchmark.datasets=[insects]",
                            "benchmark.methods=[baseline]",
                            "benchmark.dataset.insects.augment.repeat=2")
                        .toArray(String[]::new))
                .errors()
                .toString())
        .contains(
            "benchmark.dataset.insects.augment.repeat is not a known key; did you mean"
                + " 'augment.repeats'?");
  }

  /**
   * Tokens, pictures and both trials of a seed come from the photos of its draw, and only those.
   */
  private void assertDrawsArePaired() {
    Map<String, List<String>> sources =
        experiment.rows("synthetic", "id, run, source_id").stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.getString(1),
                    Collectors.mapping(row -> row.getString(2), Collectors.toList())));
    List<List<String>> draws = new ArrayList<>();
    for (Config trial : experiment.manifest("trials")) {
      long seed = trial.getLong("settings.split-seed");
      assertThat(trial.getInt("settings.examples-per-class")).isEqualTo(1);
      assertThat(trial.getLong("settings.seed")).isEqualTo(seed);
      if (trial.hasPath("inputs.synthetic")) {
        NumpyGenerator generator = new NumpyGenerator(seed);
        List<String> drawn =
            Stream.of("ant", "bee")
                .map(name -> "train/%s/%d.png".formatted(name, 1 + generator.permutation(4)[0]))
                .toList();
        draws.add(drawn);
        assertThat(sources.get(trial.getString("inputs.synthetic")))
            .containsExactlyElementsOf(drawn);
      }
    }
    assertThat(draws).hasSize(2).doesNotHaveDuplicates();
    assertThat(experiment.rows("embeddings", "id, images"))
        .hasSize(4)
        .allMatch(row -> row.getInt(1) == 1);
  }

  private void assertResult(List<Row> trials) {
    Config result = ConfigFactory.parseFile(result().toFile());
    assertThat(result.getString("comparedWith")).isEqualTo("baseline");
    assertThat(result.getConfigList("cells")).hasSize(2);
    for (Config cell : result.getConfigList("cells")) {
      List<Row> own =
          trials.stream().filter(row -> row.getString(1).equals(cell.getString("method"))).toList();
      double mean =
          own.stream().mapToDouble(row -> row.<Double>getAs("value")).average().orElseThrow();
      assertThat(cell.getDouble("accuracy.mean")).isEqualTo(mean);
      assertThat(cell.getInt("accuracy.trials")).isEqualTo(2);
      assertThat(cell.getObject("runs").unwrapped().values())
          .containsExactlyInAnyOrderElementsOf(own.stream().map(row -> row.get(4)).toList());
    }
    assertThat(result.getConfigList("overall").get(0).getString("method")).isEqualTo("da-fusion");
  }

  private List<Row> accuracies() {
    return only(experiment.rows("trials", ACCURACIES));
  }

  /** The validation accuracies over all classes, of which a trial has one here. */
  private static List<Row> only(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.getAs("part").equals("validation"))
        .filter(row -> row.getAs("metric").equals("accuracy") && row.getAs("class") == null)
        .sorted((one, other) -> one.toString().compareTo(other.toString()))
        .toList();
  }

  private Path result() {
    return experiment.workspace().resolve("result.json");
  }

  private static String[] with(String... more) {
    List<String> settings = new ArrayList<>(List.of(GRID));
    settings.addAll(List.of(more));
    return settings.toArray(String[]::new);
  }

  /** What the command says from its tables on. */
  private static List<String> tables(CommandLineRun run) {
    int from = 0;
    while (!run.output().get(from).contains("Student's t")) {
      from++;
    }
    return run.output().subList(from, run.output().size());
  }
}
