package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grid of several datasets: planned, interrupted, resumed, and shared with another. */
class TestBenchmarkGrid extends SparkTest {
  private static final List<String> GRID =
      List.of(
          "benchmark.datasets=[insects, pets]",
          "benchmark.methods=[baseline, real-guidance, da-fusion]",
          "benchmark.examples-per-class=[1, 2]",
          "benchmark.seeds=[0, 1]",
          "augment.intensities=[0.5, 1]",
          "invert.recipes.table={steps=2, batch=2}",
          "invert.rows=4",
          "invert.previews=0",
          "classifier.views=1");

  @TempDir private static Path place;
  private static TinyExperiment insects;
  private static TinyExperiment pets;
  private static List<String> planned;
  private static Summary undisturbed;

  /** Two and three classes of two images each, so that the draws of all seeds lie in these. */
  @BeforeAll
  static void planAndRun() throws IOException {
    insects = TinyExperiment.in(place);
    pets = new TinyExperiment(place.resolve("other"));
    for (String name : List.of("cat", "dog", "hen")) {
      for (int i = 1; i <= 2; i++) {
        pets.photo("train/" + name + "/" + i + ".png");
      }
      pets.photo("validation/" + name + "/1.png");
    }
    planned = run("work", true, line -> {}).lines();
    assertThat(place.resolve("work").resolve("examples")).doesNotExist();
    undisturbed = run("work", false, line -> {});
  }

  @Test
  void aGridIsPlannedBeforeAnythingIsDone() {
    assertThat(planned)
        .contains(
            "benchmark: insects: baseline, real-guidance, da-fusion, each on 4 draws (1, 2 examples"
                + " per class, seeds 0, 1): 12 trials, 12 of them to do",
            "benchmark: pets: baseline, real-guidance, da-fusion, each on 4 draws (1, 2 examples per"
                + " class, seeds 0, 1): 12 trials, 12 of them to do")
        .anyMatch(line -> line.startsWith("benchmark: about "));
    // 2 datasets x 3 methods x 2 shots x 2 seeds
    assertThat(units(planned, "trials")).containsExactly(24L, 24L, 24L, 0L, 24L);
    // of 2 and 3 classes, on 4 draws each
    assertThat(units(planned, "tokens learned")).containsExactly(20L, 20L, 20L, 0L, 20L);
    // by each method insects (2 + 4) x 2 x 1 and pets (3 + 6) x 2 x 2, where M is 2; guided ones of
    // 4 sources x 1 and 6 x 2 alone
    assertThat(units(planned, "pictures"))
        .containsExactly(96L, 96L, 48L + 4 + 12, 0L, 48L + 4 + 12);
  }

  @Test
  void aGridEndsAsPlanned() {
    assertThat(calls("work")).isEqualTo(units(planned, "UNet calls").get(4)).isPositive();

    List<String> again = run("work", true, line -> {}).lines();
    List<String> larger = run("work", true, line -> {}, "benchmark.seeds=[0, 1, 2]").lines();

    assertThat(units(again, "pictures")).containsExactly(96L, 96L, 64L, 64L, 0L);
    assertThat(units(again, "tokens learned")).containsExactly(20L, 20L, 20L, 20L, 0L);
    assertThat(units(again, "trials")).containsExactly(24L, 24L, 24L, 24L, 0L);
    assertThat(again).noneMatch(line -> line.startsWith("benchmark: about "));
    assertThat(units(larger, "trials")).containsExactly(36L, 36L, 36L, 24L, 12L);
    assertThat(larger)
        .anyMatch(line -> line.contains("UNet calls/s (measured in this workspace on cpu)"))
        .anyMatch(line -> line.contains("samples/s (measured in this workspace on cpu)"))
        .anyMatch(line -> line.contains("at the pace of the trials that are there (cpu)"));
  }

  @Test
  void anInterruptedGridEndsLikeAnUndisturbedOne() {
    Progress dies =
        line -> {
          if (line.startsWith("benchmark: 7 of 24 trials done")) {
            throw new IllegalStateException("the lights went out");
          }
        };
    assertThatThrownBy(() -> run("interrupted", false, dies)).hasMessage("the lights went out");
    assertThat(manifest("interrupted", "trials")).hasSize(7);
    List<String> told = new ArrayList<>();
    Summary resumed = run("interrupted", false, told::add);

    assertThat(told).anyMatch(line -> line.startsWith("benchmark: 17 of 17 trials done, "));
    assertThat(tables(resumed)).isEqualTo(tables(undisturbed)).hasSizeGreaterThan(20);
    for (String name : List.of("result-insects.json", "result-pets.json")) {
      Config found = result("interrupted", name);
      assertThat(found.getDouble("cost.device-seconds")).isPositive();
      // seconds are never the same
      assertThat(found.withoutPath("cost")).isEqualTo(result("work", name).withoutPath("cost"));
    }
    assertThat(calls("interrupted")).isEqualTo(calls("work"));
  }

  private static Config result(String workspace, String name) {
    return ConfigFactory.parseFile(place.resolve(workspace).resolve(name).toFile());
  }

  /** To the last bit of every number in the table. */
  @Test
  void trialsOnExecutorsFindWhatTheDriverFinds() {
    String[] part = {
      "benchmark.datasets=[insects]",
      "benchmark.methods=[baseline, real-guidance]",
      "benchmark.seeds=[0]",
      "benchmark.trials=executors"
    };
    List<String> told = new ArrayList<>();

    long start = System.nanoTime();
    List<Double> clock = new ArrayList<>();
    Progress timed =
        line -> {
          told.add(line);
          clock.add((System.nanoTime() - start) / 1e9);
        };

    run("spread", false, timed, part);

    assertThat(told).contains("benchmark: 2 trials on executors");
    int sent = told.indexOf("benchmark: 2 trials on executors");
    assertThat(manifest("spread", "trials").subList(0, 2))
        .extracting(run -> run.getDouble("seconds"))
        .allMatch(seconds -> seconds > 0)
        .as("two tasks at once share the seconds until the first is told of")
        .satisfies(
            both ->
                assertThat(both.stream().mapToDouble(Double::doubleValue).sum())
                    .isLessThan(clock.get(sent + 1) - clock.get(sent)));
    assertThat(trials("spread")).hasSizeGreaterThan(30);
    assertThat(trials("work")).containsAll(trials("spread"));
    assertThat(place.resolve("spread").resolve("heads"))
        .isDirectoryContaining(file -> file.toString().endsWith("-last.safetensors"));
    assertThat(units(run("work", true, line -> {}, part).lines(), "trials"))
        .as("a trial is the same wherever it was done")
        .containsExactly(4L, 4L, 4L, 4L, 0L);
  }

  /** To the last bit too, with images for testing beside those that validate. */
  @Test
  void bothProtocolsEndAlikeInterruptedOrOnExecutors() throws IOException {
    TinyExperiment tested = new TinyExperiment(place.resolve("tested"));
    for (String name : List.of("ant", "bee")) {
      for (String photo : List.of("train/%s/1", "train/%s/2", "validation/%s/1", "test/%s/1")) {
        tested.photo(photo.formatted(name) + ".png");
      }
    }
    String[] both = {
      "benchmark.datasets=[insects]",
      "benchmark.dataset.insects.dataset.path=" + tested.photos(),
      "benchmark.methods=[baseline, real-guidance]",
      "benchmark.examples-per-class=[2]",
      "benchmark.protocols=[clean, published]",
      "classifier.validation-draws=0"
    };
    Summary undisturbed = run("both", false, line -> {}, both);
    Progress dies =
        line -> {
          if (line.startsWith("benchmark: 5 of 8 trials done")) {
            throw new IllegalStateException("the lights went out");
          }
        };
    assertThatThrownBy(() -> run("both-cut", false, dies, both)).hasMessage("the lights went out");
    assertThat(manifest("both-cut", "trials")).hasSize(5);
    Summary resumed = run("both-cut", false, line -> {}, both);
    run(
        "both-spread",
        false,
        line -> {},
        Stream.concat(Stream.of(both), Stream.of("benchmark.trials=executors"))
            .toArray(String[]::new));

    assertThat(tables(resumed)).isEqualTo(tables(undisturbed));
    assertThat(trials("both"))
        .containsExactlyInAnyOrderElementsOf(trials("both-cut"))
        .containsExactlyInAnyOrderElementsOf(trials("both-spread"))
        .anyMatch(row -> row.contains(",clean,") && row.contains(",test,"))
        .anyMatch(row -> row.contains(",published,") && row.contains(",validation,"))
        .noneMatch(row -> row.contains(",published,") && row.contains(",test,"));
  }

  @Test
  void anEpochThatHeldOutPicturesChooseIsToldWhereverItWasFound() {
    String[] choosing = {
      "benchmark.datasets=[pets]",
      "benchmark.methods=[baseline, randaugment]",
      "benchmark.method.randaugment={transform=randaugment}",
      "benchmark.examples-per-class=[2]",
      "benchmark.seeds=[0]",
      "classifier.selection-fraction=0.5"
    };
    Summary driver = run("choosing", false, line -> {}, choosing);
    run(
        "choosing-spread",
        false,
        line -> {},
        Stream.concat(Stream.of(choosing), Stream.of("benchmark.trials=executors"))
            .toArray(String[]::new));

    assertThat(driver.lines())
        .contains(
            "accuracy at the epoch that held-out training pictures chose, or after the last step, %")
        .doesNotContain("accuracy after the last step, %");
    assertThat(trials("choosing"))
        .containsExactlyInAnyOrderElementsOf(trials("choosing-spread"))
        .anyMatch(row -> row.contains("selected-accuracy"));
  }

  private static Summary run(
      String workspace, boolean planOnly, Progress progress, String... more) {
    List<String> settings = new ArrayList<>(insects.arguments("benchmark"));
    settings.remove(0);
    settings.addAll(GRID);
    settings.add("workspace=" + place.resolve(workspace));
    settings.add("benchmark.dataset.insects.dataset.path=" + insects.photos());
    settings.add("benchmark.dataset.pets={augment.repeats=2}");
    settings.add("benchmark.dataset.pets.dataset.path=" + pets.photos());
    settings.addAll(List.of(more));
    ExperimentConfig experiment =
        ExperimentConfig.load(ExperimentConfig.reference(), null, settings, Main.NAMED_BLOCKS);
    Supplier<Stage> stage = new StageFactory(experiment, "", planOnly).benchmark();
    experiment.verify();
    return stage.get().run(spark, progress);
  }

  /** Wanted, shared in draws, shared, there, to do. */
  private static List<Long> units(List<String> plan, String units) {
    return plan.stream()
        .filter(line -> line.startsWith("  " + units + "  "))
        .flatMap(line -> Stream.of(line.substring(2 + units.length()).trim().split(" +")))
        .map(Long::valueOf)
        .toList();
  }

  private static List<? extends Config> manifest(String workspace, String table) {
    Path file = place.resolve(workspace).resolve(table).resolve("manifest.json");
    return ConfigFactory.parseFile(file.toFile()).getConfigList("runs");
  }

  /** What the runs of pictures counted. */
  private static long calls(String workspace) {
    return manifest(workspace, "synthetic").stream()
        .mapToLong(run -> run.getLong("counts.unet-calls"))
        .sum();
  }

  private static List<String> trials(String workspace) {
    return spark
        .read()
        .option("pathGlobFilter", "*.parquet")
        .parquet(place.resolve(workspace).resolve("trials").toString())
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  /** The lines but for the place of the file. */
  private static List<String> tables(Summary summary) {
    return summary.lines().stream().filter(line -> !line.contains("the numbers, ")).toList();
  }
}
