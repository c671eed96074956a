package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;

class TestClassifierSettings {
  @Test
  void defaultsAreThePapersOnceABackboneIsGiven() {
    ClassifierSettings settings = read("backbone = resnet50.safetensors");
    assertThat(settings)
        .isEqualTo(
            new ClassifierSettings(
                "resnet50.safetensors",
                "frozen",
                0.5,
                1e-4,
                32,
                200,
                50,
                256,
                8,
                "standard",
                "imagenet",
                0));
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
        backbone = random, batch-norm = reference, synthetic-probability = 1.5, learning-rate = 0
        batch = 0, iterations-per-epoch = 0, epochs = 0, image-size = 31, views = -1
        transform = cutmix, normalisation = clip, seed = -1
        """;
    assertThatThrownBy(() -> read(bad))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("classifier.batch-norm must be one of frozen, found 'reference'")
        .hasMessageContaining("classifier.synthetic-probability must be between 0.0 and 1.0")
        .hasMessageContaining("classifier.learning-rate must be positive, found 0.0")
        .hasMessageContaining("classifier.batch must be between 1 and 65536, found 0")
        .hasMessageContaining("classifier.iterations-per-epoch must be between 1 and 1000000")
        .hasMessageContaining("classifier.epochs must be between 1 and 100000, found 0")
        .hasMessageContaining("classifier.image-size must be between 32 and 1024, found 31")
        .hasMessageContaining("classifier.views must be between 0 and 10000, found -1")
        .hasMessageContaining("classifier.transform must be one of standard, randaugment")
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
  }

  private static ClassifierSettings read(String block) {
    Config defaults = ExperimentConfig.reference().getConfig("classifier");
    return ClassifierSettings.from(ConfigFactory.parseString(block).withFallback(defaults));
  }
}
