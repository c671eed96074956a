package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.jobs.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the paper's figures, each with the places that a user gives on the command line. */
class TestPaperFigures {
  private static final List<String> DATASETS =
      List.of(
          "coco",
          "pascal-voc",
          "caltech101",
          "flowers102",
          "fgvc-aircraft",
          "stanford-cars",
          "leafy-spurge");

  @ParameterizedTest
  @ValueSource(strings = {"05", "06", "08", "09", "10", "11", "12", "13", "14", "19"})
  void everyFileIsAnExperimentOnceItIsSaidWhereThingsAre(String figure) {
    ExperimentConfig experiment = figure(figure);

    Supplier<Stage> stage = new StageFactory(experiment, "", true).benchmark();
    new StageFactory(experiment, "", false).report();

    assertThat(experiment.problems()).isEmpty();
    assertThat(stage.get().name()).isEqualTo("benchmark");
    assertThat(experiment.config().getString("report.paper-figure"))
        .isEqualTo(figure.replaceFirst("^0", ""));
  }

  @Test
  void figure5IsTheWholeOfThePaper() {
    ExperimentConfig figure = figure("05");

    assertThat(figure.config().getStringList("benchmark.datasets")).isEqualTo(DATASETS);
    assertThat(figure.config().getIntList("benchmark.examples-per-class"))
        .containsExactly(1, 2, 4, 8, 16);
    assertThat(figure.config().getLongList("benchmark.seeds")).hasSize(4);
    assertThat(figure.config().getInt("benchmark.dataset.leafy-spurge.augment.repeats"))
        .isEqualTo(50);
  }

  @Test
  void figure19SplitsTheSameImagesInTwoWays() {
    ExperimentConfig figure = figure("19");

    assertThat(figure.config().getLongList("benchmark.seeds")).hasSize(15);
    assertThat(figure.config().getInt("classifier.epochs")).isEqualTo(500);
    assertThat(figure.config().getString("benchmark.dataset.leafy-spurge.split.pools"))
        .isEqualTo("fraction");
    assertThat(figure.config().getString("benchmark.dataset.leafy-spurge-by-cluster.split.pools"))
        .isEqualTo("clusters");
    assertThat(figure.config().getString("benchmark.dataset.leafy-spurge-by-cluster.dataset.path"))
        .isEqualTo("/data/leafy-spurge");
  }

  private static ExperimentConfig figure(String number) {
    List<String> places = new ArrayList<>(List.of("model.path=random"));
    places.add("classifier.backbone=random");
    for (String name : DATASETS) {
      places.add("benchmark.dataset.%s.dataset.path=/data/%s".formatted(name, name));
    }
    return ExperimentConfig.load(
        ExperimentConfig.reference(),
        Path.of("../conf/paper/figure-%s.conf".formatted(number)),
        places,
        Main.NAMED_BLOCKS);
  }
}
