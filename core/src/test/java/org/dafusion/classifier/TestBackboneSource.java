package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
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
    assertThat(source.warning()).isEmpty();
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
    assertThat(source.warning())
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
