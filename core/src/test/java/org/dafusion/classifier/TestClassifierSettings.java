package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;

class TestClassifierSettings {
  @Test
  void defaultsAreThePapersOnceABackboneIsGiven() {
    ClassifierSettings settings = read("backbone = resnet50.safetensors");
    assertThat(settings.protocol()).isEqualTo("clean");
    assertThat(settings.batchNorm()).isEqualTo("frozen");
    assertThat(settings.normalisation()).isEqualTo("imagenet");
    assertThat(settings.validationDraws()).isZero();
    assertThat(settings.trains()).isEqualTo("head");
    assertThat(settings.optimiser()).isEqualTo("adam");
    assertThat(settings.learningRate()).isEqualTo(1e-4);
    assertThat(settings.weightDecay()).isZero();
    assertThat(settings.batch() * settings.iterationsPerEpoch()).isEqualTo(6400);
    assertThat(settings.epochs()).isEqualTo(50);
    assertThat(settings.syntheticProbability()).isEqualTo(0.5);
    assertThat(settings.imageSize()).isEqualTo(256);
    assertThat(settings.views()).isEqualTo(8);
    assertThat(settings.transform()).isEqualTo("standard");
    assertThat(settings.cutmix()).isFalse();
    assertThat(settings.selectionFraction()).isZero();
    assertThat(settings.seed()).isZero();
  }

  @Test
  void theReferencesProtocolBringsItsOwnBatchNormNormalisationAndDraws() {
    ClassifierSettings settings = read("backbone = random, protocol = published");

    assertThat(settings.batchNorm()).isEqualTo("reference");
    assertThat(settings.normalisation()).isEqualTo("half");
    assertThat(settings.validationDraws()).isEqualTo(6400);
    assertThat(settings.with(Map.of("protocol", "clean"))).isEqualTo(read("backbone = random"));
    assertThat(read("backbone = random").with(Map.of("protocol", "published"))).isEqualTo(settings);
    assertThat(settings.with(Map.of("validation-draws", 64)).validationDraws()).isEqualTo(64);
  }

  @Test
  void whatTheReferenceDoesNotDoIsNoneOfItsProtocol() {
    String bad =
        """
        backbone = random, protocol = published, batch-norm = frozen, normalisation = imagenet
        trains = all, optimiser = sgd, weight-decay = 0.1, selection-fraction = 0.2
        """;
    assertThatThrownBy(() -> read(bad))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "classifier.batch-norm must be reference where protocol is published, as the reference"
                + " leaves it in training mode, found 'frozen'")
        .hasMessageContaining("classifier.normalisation must be half where protocol is published")
        .hasMessageContaining("classifier.trains must be head where protocol is published")
        .hasMessageContaining("classifier.optimiser must be adam where protocol is published")
        .hasMessageContaining("classifier.weight-decay must be 0.0 where protocol is published")
        .hasMessageContaining("classifier.selection-fraction must be 0.0 where protocol is");
  }

  @Test
  void aCleanTrialNeitherDrawsItsJudgesNorMovesAFrozenBackbone() {
    assertThatThrownBy(
            () -> read("backbone = random, batch-norm = reference, validation-draws = 64"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "classifier.batch-norm must be frozen where protocol is clean and trains is head")
        .hasMessageContaining("classifier.validation-draws must be 0 where protocol is clean");
    assertThat(read("backbone = random, batch-norm = reference, trains = all").batchNorm())
        .isEqualTo("reference");
  }

  @Test
  void everyKeyCanBeChangedAndNoOther() {
    ClassifierSettings settings = read("backbone = random");

    // what is saved changes no trial
    assertThat(ExperimentConfig.reference().getConfig("classifier").withoutPath("save").root())
        .containsOnlyKeys(settings.values().keySet().toArray(String[]::new));
    assertThat(settings.with(Map.of())).isEqualTo(settings);
    assertThat(settings.withTrial("overhead", 0.7, 3))
        .isEqualTo(
            read("backbone = random, transform = overhead, synthetic-probability = 0.7, seed = 3"));
    assertThatThrownBy(() -> settings.with(Map.of("cut-mix", true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid change: classifier has no key cut-mix");
  }

  @Test
  void missingBackboneIsToldWithWhatToGive() {
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("classifier.backbone must be a safetensors file of a ResNet")
        .hasMessageContaining("or 'random' for a small untrained network")
        .hasMessageContaining("found ''");
  }

  @Test
  void everyValueOutOfRangeIsToldAtOnce() {
    String bad =
        """
        protocol = ours, trains = none, optimiser = lamb, momentum = 1, weight-decay = -1
        backbone = random, batch-norm = thawed, synthetic-probability = 1.5, learning-rate = 0
        batch = 0, iterations-per-epoch = 0, epochs = 0, image-size = 31, views = -1
        transform = cutmix, normalisation = clip, seed = -1, validation-draws = -1
        selection-fraction = 1, feature-memory = -1
        """;
    assertThatThrownBy(() -> read(bad))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("classifier.protocol must be one of clean, published, found 'ours'")
        .hasMessageContaining("classifier.trains must be one of head, all, found 'none'")
        .hasMessageContaining("classifier.optimiser must be one of adam, sgd, found 'lamb'")
        .hasMessageContaining("classifier.momentum must be 0.0 to below 1.0, found 1.0")
        .hasMessageContaining("classifier.weight-decay must be at least 0.0, found -1.0")
        .hasMessageContaining("classifier.validation-draws must be between 0 and 10000000")
        .hasMessageContaining("classifier.selection-fraction must be 0.0 to below 1.0, found 1.0")
        .hasMessageContaining("classifier.feature-memory must be between 0 and 1000000")
        .hasMessageContaining(
            "classifier.batch-norm must be one of frozen, reference, found 'thawed'")
        .hasMessageContaining("classifier.synthetic-probability must be between 0.0 and 1.0")
        .hasMessageContaining("classifier.learning-rate must be positive, found 0.0")
        .hasMessageContaining("classifier.batch must be between 1 and 65536, found 0")
        .hasMessageContaining("classifier.iterations-per-epoch must be between 1 and 1000000")
        .hasMessageContaining("classifier.epochs must be between 1 and 100000, found 0")
        .hasMessageContaining("classifier.image-size must be between 32 and 1024, found 31")
        .hasMessageContaining("classifier.views must be between 0 and 10000, found -1")
        .hasMessageContaining(
            "classifier.transform must be one of standard, overhead, randaugment, none")
        .hasMessageContaining("classifier.normalisation must be one of imagenet, half")
        .hasMessageContaining("classifier.seed must be at least 0, found -1");
  }

  @Test
  void plainImagesCannotBeTransformed() {
    assertThat(read("backbone = random, views = 0").views()).isZero();
    assertThatThrownBy(() -> read("backbone = random, views = 0, transform = randaugment"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "classifier.views must be at least 1 where transform is randaugment, as plain images"
                + " have no views, found 0");
    assertThatThrownBy(() -> read("backbone = random, views = 0, cutmix = true"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("classifier.views must be at least 1 where cutmix is true");
  }

  private static ClassifierSettings read(String block) {
    return Classifiers.read(block);
  }
}
