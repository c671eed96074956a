package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.modality.Classifications;
import ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is trained can be used by other programs. */
class TestSavedClassifiers {
  @TempDir private Path folder;

  @Test
  void trainSavesModelFoldersOnceAndBenchmarkTheBestOfEachMethod() throws Exception {
    TinyExperiment experiment = TinyExperiment.in(folder);
    experiment.run("prepare");
    experiment.run("augment");

    CommandLineRun none = experiment.run("train", "classifier.save=none");
    assertThat(none.errors()).isEmpty();
    assertThat(classifiers()).isEmpty();

    // of a trial that is in the table already
    CommandLineRun told = experiment.run("train");
    assertThat(told.errors()).isEmpty();
    assertThat(told.output())
        .anyMatch(line -> line.startsWith("train: baseline, classifier file:"));
    assertThat(classifiers()).hasSize(2);
    Path saved = classifierOf("baseline", told);
    assertThat(saved.resolve("synset.txt")).hasContent("ant\nbee\n");
    assertThat(probabilities(saved)).hasSize(2).allMatch(p -> p > 0 && p < 1);
    assertThat(experiment.manifest("classifiers"))
        .hasSize(2)
        .allSatisfy(run -> assertThat(run.getString("results.save")).isEqualTo("selected"));

    var written = Files.getLastModifiedTime(saved.resolve("classifier.pt"));
    experiment.run("train");
    assertThat(Files.getLastModifiedTime(saved.resolve("classifier.pt"))).isEqualTo(written);
    experiment.run("train", "classifier.save=best");
    assertThat(experiment.manifest("classifiers"))
        .hasSize(2)
        .allSatisfy(run -> assertThat(run.getString("results.save")).isEqualTo("best"));
  }

  @Test
  void aBenchmarkSavesOneOfEachMethodWhereAsked() throws Exception {
    TinyExperiment experiment = TinyExperiment.in(folder);
    experiment.run("prepare");
    String[] grid = {
      "benchmark.methods=[baseline, randaugment]",
      "benchmark.method.baseline.transform=standard",
      "classifier.views=1",
      "benchmark.examples-per-class=[1, 2]",
      "benchmark.seeds=[0]"
    };

    assertThat(experiment.run("benchmark", grid).errors()).isEmpty();
    assertThat(classifiers()).isEmpty();
    CommandLineRun saving =
        experiment.run(
            "benchmark",
            Stream.concat(Stream.of(grid), Stream.of("benchmark.save=last"))
                .toArray(String[]::new));

    assertThat(saving.errors()).isEmpty();
    assertThat(saving.output())
        .filteredOn(line -> line.contains("classifier file:"))
        .extracting(line -> line.replaceFirst(", classifier file:.*", ""))
        .containsExactly("benchmark: baseline", "benchmark: randaugment");
    assertThat(classifiers()).hasSize(2);
  }

  @Test
  void anUnknownWordIsTold() throws IOException {
    CommandLineRun run = TinyExperiment.in(folder).run("train", "classifier.save=all");

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.errors())
        .anyMatch(
            line -> line.contains("classifier.save must be one of selected, last, best, none"));
  }

  private List<Double> probabilities(Path model) throws Exception {
    Criteria<ai.djl.modality.cv.Image, Classifications> criteria =
        Criteria.builder()
            .setTypes(ai.djl.modality.cv.Image.class, Classifications.class)
            .optModelUrls(model.toUri().toString())
            .optTranslatorFactory(new ImageClassificationTranslatorFactory())
            .build();
    try (ZooModel<ai.djl.modality.cv.Image, Classifications> loaded = criteria.loadModel();
        var predictor = loaded.newPredictor()) {
      var picture =
          ai.djl.modality.cv.ImageFactory.getInstance()
              .fromFile(folder.resolve("photos/train/ant/1.png"));
      return predictor.predict(picture).getProbabilities();
    }
  }

  private static Path classifierOf(String method, CommandLineRun run) {
    String start = "train: " + method + ", classifier file:";
    return run.output().stream()
        .filter(line -> line.startsWith(start))
        .map(line -> Path.of(line.substring(start.length())))
        .findFirst()
        .orElseThrow();
  }

  private List<Path> classifiers() throws IOException {
    Path all = folder.resolve("work/classifiers");
    if (!Files.exists(all)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(all)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }
}
