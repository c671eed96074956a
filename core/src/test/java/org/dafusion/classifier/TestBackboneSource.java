package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.model.ResNet;
import org.dafusion.pretrain.BackboneTraining;
import org.dafusion.pretrain.InitialBackbone;
import org.dafusion.transform.ImageBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBackboneSource {
  @Test
  void fileOrItsFolderGivesTorchvisionsFeatures(@TempDir Path folder) throws IOException {
    Path file = GoldenData.full("vision/resnet_tiny.safetensors");
    Files.copy(file, folder.resolve("model.safetensors"));
    BackboneSource source = BackboneSource.of(folder.toString());
    assertThat(source.digest())
        .isEqualTo(BackboneSource.of(file.toString()).digest())
        .matches("[0-9a-f]{64}");
    assertThat(source.normalisation()).isEmpty();
    assertThat(source.warning(settings("image-size = 77"))).isEmpty();
    try (GoldenCase golden = GoldenCase.full("vision/resnet_tiny_eval");
        Backbone backbone = Backbone.load(source, Device.cpu());
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      assertThat(backbone.featureWidth()).isEqualTo(2048);
      ImageBatch batch = new ImageBatch(golden.tensor(scope, "in.x"), List.of(0, 0, 0));
      golden.assertClose("out.pooled", backbone.features(batch), 1e-5);
    }
  }

  @Test
  void randomBackboneWarnsAndIsAlwaysTheSame() {
    BackboneSource source = BackboneSource.of("random");
    assertThat(source.warning(settings("")))
        .hasValueSatisfying(text -> assertThat(text).contains("accuracy will be poor"));
    try (Backbone one = Backbone.load(source, Device.cpu());
        Backbone other = Backbone.load(source, Device.cpu());
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      ImageBatch batch = new ImageBatch(scope.ones(new Shape(2, 3, 64, 64)), List.of(0));
      float[] features = one.features(batch).toFloatArray();
      assertThat(features).hasSize(512);
      assertThat(other.features(batch).toFloatArray()).isEqualTo(features);
      for (float feature : features) {
        assertThat(feature).isFinite().isNotNegative();
      }
    }
  }

  @Test
  void aBackboneThatTellsItsNormalisationIsUsedWithNoOther(@TempDir Path folder)
      throws IOException {
    Path file = trained(folder, "half", "64");
    String backbone = "backbone = \"" + file + "\", image-size = 64";

    assertThatThrownBy(() -> BackboneSource.of(settings(backbone + ", normalisation = imagenet")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "classifier.normalisation must be half, with which classifier.backbone = " + file)
        .hasMessageEndingWith("found 'imagenet'");
    ClassifierSettings right = settings(backbone + ", normalisation = half");
    assertThat(BackboneSource.of(right).warning(right)).isEmpty();
  }

  @Test
  void anotherSizeOfPicturesIsNoErrorButTold(@TempDir Path folder) throws IOException {
    Path file = trained(folder, "imagenet", "64");
    ClassifierSettings larger = settings("backbone = \"" + file + "\", image-size = 256");

    assertThat(BackboneSource.of(larger).warning(larger))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("classifier.image-size = 256, and " + file)
                    .contains("was trained on pictures of 64 pixels"));
  }

  @Test
  void aNormalisationThatNobodyKnowsIsTheFilesFault(@TempDir Path folder) throws IOException {
    Path file = trained(folder, "clip", "64");

    assertThatThrownBy(() -> BackboneSource.of(file.toString()))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot use the backbone " + file)
        .hasMessageEndingWith("must be one of imagenet, half, found clip");
  }

  @Test
  void aFolderOfHuggingFaceGivesTheClassTokensOfItsDeit() {
    Path folder = GoldenData.shipped("classifier/deit_tiny");
    BackboneSource source = BackboneSource.of(folder.toString());
    BackboneSource file = BackboneSource.of(folder.resolve("model.safetensors").toString());
    assertThat(source.digest()).isEqualTo(file.digest()).matches("[0-9a-f]{64}");
    try (GoldenCase golden = GoldenCase.shipped("classifier/deit");
        Backbone backbone = Backbone.load(source, Device.cpu());
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      assertThat(backbone.featureWidth()).isEqualTo(32);
      ImageBatch batch = new ImageBatch(golden.tensor(scope, "in.pixel_values"), List.of(0, 0));
      float[] hidden = golden.floats("out.last_hidden_state");
      float[] features = backbone.features(batch).toFloatArray();
      for (int row = 0; row < 2; row++) {
        for (int i = 0; i < 32; i++) {
          assertThat(features[row * 32 + i])
              .isCloseTo(hidden[row * 38 * 32 + i], Offset.offset(2e-5f));
        }
      }
    }
  }

  @Test
  void aDeitTakesPicturesOfItsOwnSizeAlone() {
    String backbone = "backbone = \"" + GoldenData.shipped("classifier/deit_tiny") + "\"";
    assertThatThrownBy(() -> BackboneSource.of(settings(backbone + ", image-size = 64")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("classifier.image-size must be 48, the only size that")
        .hasMessageEndingWith("found 64");
    assertThat(BackboneSource.of(settings(backbone + ", image-size = 48")).definition().imageSize())
        .hasValue(48);
  }

  @Test
  void aDeitWithoutItsConfigurationIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Files.copy(GoldenData.shipped("classifier/deit_tiny").resolve("model.safetensors"), file);
    assertThatThrownBy(() -> BackboneSource.of(file.toString()))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("because it has none of [config.json");
  }

  @Test
  void theReferencesProtocolMayContradictTheBackboneAndSaysSo(@TempDir Path folder)
      throws IOException {
    Path file = trained(folder, "imagenet", "64");
    ClassifierSettings published =
        settings("backbone = \"" + file + "\", image-size = 64, protocol = published");

    assertThat(BackboneSource.of(published).warning(published))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("classifier.normalisation = half, as of the protocol published")
                    .contains("was trained with imagenet"));
  }

  /** A small network with the metadata that training writes. */
  private static Path trained(Path folder, String normalisation, String size) throws IOException {
    Path file = folder.resolve(BackboneTraining.FILE);
    SafetensorsWriter.write(
        file,
        InitialBackbone.of(new ResNet(ResNet.Block.BASIC, List.of(1, 1, 1, 1), 4, 4, 2), 0),
        Map.of("format", "pt", "normalisation", normalisation, "image-size", size));
    return file;
  }

  private static ClassifierSettings settings(String change) {
    return ClassifierSettings.from(
        ConfigFactory.parseString("classifier { backbone = random, " + change + " }")
            .withFallback(ExperimentConfig.reference())
            .resolve()
            .getConfig("classifier"));
  }

  @Test
  void folderWithoutExactlyOneFileIsRefused(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("resnet50.pth"), "");
    assertThatThrownBy(() -> BackboneSource.of(folder.toString()))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("because it holds 0 .safetensors files, expected exactly one")
        .hasMessageContaining("found [resnet50.pth]");
  }

  @Test
  void fileThatIsAbsentOrNoResNetIsRefused(@TempDir Path folder) throws IOException {
    Path absent = folder.resolve("absent.safetensors");
    assertThatThrownBy(() -> BackboneSource.of(absent.toString()))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("there is no such file");
    Path other = folder.resolve("other.safetensors");
    SafetensorsWriter.write(other, List.of(TensorData.of("stem", new float[1], 1)), Map.of());
    assertThatThrownBy(() -> BackboneSource.of(other.toString()))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("Cannot read a ResNet from " + other);
  }
}
