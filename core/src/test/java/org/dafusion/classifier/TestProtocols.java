package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.data.Example;
import org.dafusion.data.Part;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.TensorData;
import org.dafusion.image.ImageDecoder;
import org.dafusion.model.ResNet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestProtocols {
  @TempDir private static Path folder;
  private static Backbone backbone;
  private static DrawnExamples drawn;

  @BeforeAll
  static void draw() throws IOException {
    // the networks are so small that threads would only wait for each other
    TorchRuntime.setThreads(1);
    backbone = DrawnExamples.smallBackbone(folder);
    drawn = DrawnExamples.draw(folder, 4, 32);
  }

  @AfterAll
  static void close() {
    backbone.close();
    TorchRuntime.setThreads(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void publishedDrawsItsJudgesAndMovesTheStatistics() {
    ClassifierSettings published = settings("protocol", "published", "validation-draws", 40);
    TrialResult result = run(published, drawn.train(), drawn.validation(), null);

    assertThat(total(result.last())).isEqualTo(40);
    assertThat(result.last().protocol()).isEqualTo(Protocol.PUBLISHED);
    assertThat(result.lastBackbone())
        .isNotEmpty()
        .allMatch(moved -> ResNet.isStatistic(moved.name()));
    assertThat(result.lastHead().description().batchNorm()).isEqualTo("reference");
    assertThat(result.rows().stream().filter(r -> r.metric().equals(Evaluation.MACRO_ACCURACY)))
        .hasSize(4);
    TrialResult again = run(published, reversed(drawn.train()), reversed(drawn.validation()), null);
    assertThat(again.rows()).isEqualTo(result.rows());
    assertThat(again.lastHead()).isEqualTo(result.lastHead());
    TrialResult other =
        run(published.with(Map.of("seed", 1)), drawn.train(), drawn.validation(), null);
    assertThat(other.lastHead()).isNotEqualTo(result.lastHead());
    assertThat(other.last().confusion()).isNotEqualTo(result.last().confusion());
  }

  @Test
  void eachEpochDrawsItsJudgesAnew() {
    List<List<Long>> drawnOfClasses = new ArrayList<>();
    TrialListener counts =
        evaluation ->
            drawnOfClasses.add(
                evaluation.accuracy().classes().stream().map(count -> count.total()).toList());
    ClassifierTrainer trainer =
        new ClassifierTrainer(
            settings("protocol", "published", "validation-draws", 40, "epochs", 3),
            backbone,
            new ImageDecoder(1_000_000),
            DrawnExamples.CLASSES,
            counts);

    trainer.run(drawn.train(), List.of(), drawn.validation());

    assertThat(drawnOfClasses)
        .hasSize(3)
        .doesNotHaveDuplicates()
        .allMatch(each -> each.stream().mapToLong(Long::longValue).sum() == 40);
  }

  @Test
  void publishedTrialsMakeViewsWhateverIsKeptElsewhere() {
    ClassifierSettings published = settings("protocol", "published", "validation-draws", 8);

    TrialResult kept = run(published, drawn.train(), drawn.validation(), null);

    assertThat(
            run(published.with(Map.of("views", 0)), drawn.train(), drawn.validation(), null)
                .lastHead())
        .isEqualTo(kept.lastHead());
    assertThat(
            run(
                    published.with(Map.of("transform", "none")),
                    drawn.train(),
                    drawn.validation(),
                    null)
                .lastHead())
        .isNotEqualTo(kept.lastHead());
    assertThat(
            published.with(Map.of("views", 0, "transform", "randaugment", "cutmix", true)).views())
        .isZero();
  }

  @Test
  void trainingThatLeavesTheRangeOfNumbersIsTold() {
    ClassifierSettings wild =
        settings("trains", "all", "optimiser", "sgd", "learning-rate", 1e30, "epochs", 5);

    assertThatThrownBy(() -> run(wild, drawn.train(), drawn.validation(), null))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "classifier.learning-rate must be smaller, as training left the range of numbers: its loss is NaN in epoch 1, found 1.0E30");
  }

  @Test
  void aClassThatIsNeverDrawnCountsNothingOnlyWherePublished() {
    List<Example> three = drawn.validation().stream().filter(e -> e.label() != 2).toList();
    TrialResult published =
        run(settings("protocol", "published", "validation-draws", 40), drawn.train(), three, null);
    TrialResult clean = run(settings(), drawn.train(), three, null);
    String absent = DrawnExamples.CLASSES.get(2);

    double sum =
        published.last().accuracy().classes().stream()
            .filter(count -> count.total() > 0)
            .mapToDouble(count -> count.accuracy())
            .sum();
    assertThat(published.last().macroAccuracy()).isCloseTo(sum / 4, Offset.offset(1e-12));
    assertThat(published.last().headline()).isEqualTo(published.last().macroAccuracy());
    assertThat(published.rows())
        .filteredOn(r -> r.className().equals(absent) && r.part() == Part.VALIDATION)
        .hasSize(2)
        .allMatch(row -> row.value() == 0);
    assertThat(clean.last().macroAccuracy()).isEqualTo(clean.last().accuracy().macro());
    assertThat(clean.last().headline()).isEqualTo(clean.last().accuracy().micro());
    assertThat(clean.rows())
        .noneMatch(r -> r.className().equals(absent) && r.part() == Part.VALIDATION);
  }

  @Test
  void confusionHasEveryPictureOfTheLastEvaluationOnce() {
    TrialResult result = run(settings(), drawn.train(), drawn.validation(), drawn.train());

    for (Part part : List.of(Part.VALIDATION, Part.TEST)) {
      List<Evaluation.Row> rows =
          result.rows().stream()
              .filter(r -> r.metric().equals(Evaluation.CONFUSION) && r.part() == part)
              .toList();
      assertThat(rows).allMatch(r -> r.value() > 0 && r.epoch() == 2 && !r.predicted().isEmpty());
      assertThat(rows.stream().mapToDouble(Evaluation.Row::value).sum()).isEqualTo(16);
      double right =
          rows.stream()
              .filter(r -> r.className().equals(r.predicted()))
              .mapToDouble(Evaluation.Row::value)
              .sum();
      Evaluation last = part == Part.TEST ? result.test() : result.last();
      assertThat(right / 16).isEqualTo(last.accuracy().micro());
    }
  }

  @Test
  void cleanJudgesTheLastHeadOnTheTestPicturesAndPublishedDoesNot() {
    TrialResult clean = run(settings(), drawn.train(), drawn.validation(), drawn.validation());

    assertThat(clean.test().confusion()).isEqualTo(clean.last().confusion());
    assertThat(clean.selectedTest()).isEqualTo(clean.test());
    assertThat(clean.rows())
        .filteredOn(r -> r.part() == Part.TEST && r.metric().equals(Evaluation.ACCURACY))
        .hasSize(1 + 4)
        .allMatch(r -> r.epoch() == 2 && r.step() == 8);
    TrialResult without = run(settings(), drawn.train(), drawn.validation(), null);
    assertThat(without.test()).isNull();
    assertThat(without.rows())
        .isEqualTo(clean.rows().stream().filter(r -> r.part() != Part.TEST).toList());
    TrialResult published =
        run(
            settings("protocol", "published", "validation-draws", 8),
            drawn.train(),
            drawn.validation(),
            drawn.validation());
    assertThat(published.test()).isNull();
  }

  @Test
  void heldOutTrainingPicturesChooseTheEpoch() {
    ClassifierSettings selecting =
        settings("selection-fraction", 0.25, "epochs", 6, "learning-rate", 1.0);
    TrialResult result = run(selecting, drawn.train(), drawn.validation(), drawn.validation());

    // a rate so high that what was learned is lost again; else the head would not be recalled
    assertThat(result.selected().epoch()).isLessThan(result.last().epoch());
    List<Evaluation.Row> selection = only(result, Evaluation.SELECTION_ACCURACY);
    assertThat(selection).hasSize(6).allMatch(row -> row.part() == Part.TRAIN);
    double most = selection.stream().mapToDouble(Evaluation.Row::value).max().orElseThrow();
    assertThat(selection)
        .anySatisfy(
            row -> {
              assertThat(row.epoch()).isEqualTo(result.selected().epoch());
              assertThat(row.value()).isEqualTo(most);
            });
    List<Evaluation.Row> selected = only(result, Evaluation.SELECTED_ACCURACY);
    assertThat(selected)
        .extracting(Evaluation.Row::part)
        .containsExactly(Part.VALIDATION, Part.TEST);
    // judged again with the head of that moment, the same pictures give the same counts
    assertThat(result.selectedTest().confusion()).isEqualTo(result.selected().confusion());
    assertThat(selected)
        .allMatch(row -> row.value() == result.selected().accuracy().micro())
        .allMatch(row -> row.epoch() == result.selected().epoch());
  }

  @Test
  void heldOutPicturesAreNotLearnedFrom() {
    // a quarter of four is one of each class; without it, twelve are left
    ClassifierSettings selecting = settings("selection-fraction", 0.25);
    TrainingExamples examples = TrainingExamples.of(drawn.train(), drawn.synthetic(), selecting);

    assertThat(examples.heldOut()).extracting(Example::label).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(examples.real()).hasSize(12);
    assertThat(examples.synthetic())
        .hasSize(12)
        .allMatch(s -> examples.real().stream().anyMatch(r -> r.id().equals(s.sourceId())));
    assertThat(TrainingExamples.of(reversed(drawn.train()), List.of(), selecting).heldOut())
        .isEqualTo(examples.heldOut());
  }

  @Test
  void oneOfEachClassAlwaysStaysAndWithNothingToSpareNoEpochIsChosen() {
    ClassifierSettings most = settings("selection-fraction", 0.99);
    assertThat(TrainingExamples.of(drawn.train(), List.of(), most).real())
        .extracting(Picture::label)
        .containsExactlyInAnyOrder(0, 1, 2, 3);
    List<Example> single = drawn.train().stream().filter(e -> e.id().endsWith("000.png")).toList();
    assertThat(TrainingExamples.of(single, List.of(), most).heldOut()).isEmpty();
    TrialResult result = run(most, single, drawn.validation(), null);
    assertThat(only(result, Evaluation.SELECTED_ACCURACY)).isEmpty();
    assertThat(result.selected()).isEqualTo(result.last());
  }

  @Test
  void aFineTunedNetworkIsJudgedAndKeptAsItWasSelected() {
    ClassifierSettings tuned =
        settings("trains", "all", "optimiser", "sgd", "learning-rate", 0.05, "epochs", 4)
            .with(Map.of("selection-fraction", 0.25, "cutmix", true));
    TrialResult result = run(tuned, drawn.train(), drawn.validation(), drawn.validation());

    assertThat(result.selected().epoch()).isLessThan(result.last().epoch());
    assertThat(result.lastBackbone())
        .extracting(TensorData::name)
        .contains("conv1.weight", "layer4.0.bn2.bias")
        .noneMatch(ResNet::isStatistic);
    assertThat(result.selectedTest().confusion()).isEqualTo(result.selected().confusion());
    assertThat(run(tuned, drawn.train(), drawn.validation(), null).lastHead())
        .isEqualTo(result.lastHead());
  }

  @Test
  void picturesKeptForOneKindOfTrialAreRefusedByAnother() {
    ClassifierSettings tuned = settings("trains", "all");
    try (HeldOutPictures features = trainer(settings()).heldOut(drawn.validation())) {
      assertThat(settings().heldOutKind()).isNotEqualTo(tuned.heldOutKind());
      assertThatThrownBy(() -> trainer(tuned).run(drawn.train(), List.of(), features))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("with their features not kept, found");
    }
  }

  private static TrialResult run(
      ClassifierSettings settings,
      List<Example> train,
      List<Example> validation,
      List<Example> test) {
    ClassifierTrainer trainer = trainer(settings);
    try (HeldOutPictures judged = trainer.heldOut(validation);
        HeldOutPictures tested = test == null ? null : trainer.heldOut(Part.TEST, test)) {
      return trainer.run(train, List.of(), judged, tested);
    }
  }

  private static ClassifierTrainer trainer(ClassifierSettings settings) {
    return new ClassifierTrainer(
        settings, backbone, new ImageDecoder(1_000_000), DrawnExamples.CLASSES, TrialListener.NONE);
  }

  private static ClassifierSettings settings(Object... changes) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      values.put((String) changes[i], changes[i + 1]);
    }
    return Classifiers.settings(
            "learning-rate",
            1e-3,
            "iterations-per-epoch",
            4,
            "epochs",
            2,
            "image-size",
            32,
            "views",
            2,
            "batch",
            8)
        .with(values);
  }

  private static List<Evaluation.Row> only(TrialResult result, String metric) {
    return result.rows().stream().filter(row -> row.metric().equals(metric)).toList();
  }

  private static long total(Evaluation evaluation) {
    return evaluation.accuracy().classes().stream().mapToLong(count -> count.total()).sum();
  }

  private static List<Example> reversed(List<Example> examples) {
    List<Example> copy = new ArrayList<>(examples);
    Collections.reverse(copy);
    return copy;
  }
}
