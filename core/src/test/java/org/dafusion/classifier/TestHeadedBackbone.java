package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.TensorData;
import org.dafusion.torchscript.TrainedArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backbone and its head, written as one file. */
class TestHeadedBackbone {
  private static final Offset<Float> CLOSE = Offset.offset(2e-5f);

  @TempDir private Path folder;

  /** Three classes, each a number of the class token that transformers computed. */
  @Test
  void aDeitsClassTokenGoesThroughTheHead() throws IOException {
    BackboneSource source =
        BackboneSource.of(GoldenData.shipped("classifier/deit_tiny").toString());
    float[] weight = new float[3 * 32];
    weight[5] = 1;
    weight[32 + 31] = -2;
    LinearHead head = head(source.digest(), 32, weight, new float[] {0, 0.5f, 7});
    try (GoldenCase golden = GoldenCase.shipped("classifier/deit");
        Backbone backbone = Backbone.load(source, Device.cpu());
        CompiledModel written = written(backbone.with(head, List.of()));
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray logits = written.forward(golden.tensor(scope, "in.pixel_values"));
      NDArray token = golden.tensor(scope, "out.last_hidden_state").get(":, 0");

      assertThat(logits.getShape()).isEqualTo(new Shape(2, 3));
      for (int row = 0; row < 2; row++) {
        assertThat(logits.getFloat(row, 0)).isCloseTo(token.getFloat(row, 5), CLOSE);
        assertThat(logits.getFloat(row, 1))
            .isCloseTo(0.5f - 2 * token.getFloat(row, 31), Offset.offset(4e-5f));
        assertThat(logits.getFloat(row, 2)).isEqualTo(7);
      }
    }
  }

  /** With the last normalisation's scale trained to zero, its trained shift is what is left. */
  @Test
  void whatTrainingMovedStandsInPlaceOfTheBackbonesOwn() throws IOException {
    BackboneSource source =
        BackboneSource.of(GoldenData.shipped("classifier/deit_tiny").toString());
    float[] weight = new float[3 * 32];
    weight[4] = 1;
    float[] shift = new float[32];
    shift[4] = 0.75f;
    List<TensorData> moved =
        List.of(
            TensorData.of("layernorm.weight", new float[32], 32),
            TensorData.of("layernorm.bias", shift, 32));
    LinearHead head = head(source.digest(), 32, weight, new float[3]);
    try (GoldenCase golden = GoldenCase.shipped("classifier/deit");
        Backbone backbone = Backbone.load(source, Device.cpu());
        CompiledModel written = written(backbone.with(head, moved));
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray logits = written.forward(golden.tensor(scope, "in.pixel_values"));
      assertThat(logits.toFloatArray()).containsExactly(0.75f, 0, 0, 0.75f, 0, 0);
    }
  }

  @Test
  void anotherBackbonesHeadIsRefused() {
    LinearHead head = head("abc", 512, new float[3 * 512], new float[3]);
    try (Backbone backbone =
        Backbone.load(BackboneSource.of(BackboneSource.RANDOM), Device.cpu())) {
      assertThatThrownBy(() -> backbone.with(head, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot put a head on this backbone: must be trained on features of %s, found abc"
                  .formatted(backbone.digest()));
    }
  }

  private static LinearHead head(String digest, int width, float[] weight, float[] bias) {
    HeadDescription description =
        new HeadDescription(List.of("ant", "bee", "cat"), digest, "frozen", "half", 48);
    return new LinearHead(description, width, weight, bias);
  }

  private CompiledModel written(TrainedNetwork network) throws IOException {
    Path file = folder.resolve("classifier.pt");
    try (OutputStream out = Files.newOutputStream(file)) {
      TrainedArchive.write(network.script(), weight -> network.weight(weight.key()), out);
    }
    return new ModelCompiler(Device.cpu(), Precision.FP32).load(file);
  }
}
