package org.dafusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestInitialWeights {
  @TempDir private Path temporary;
  private ModelFolder folder;

  @BeforeEach
  void write() throws IOException {
    folder = Trainings.folder(temporary.resolve("model"));
  }

  @Test
  void theFolderLoads() {
    StableDiffusion.load(folder, Precision.FP32, Device.cpu(), false).close();
  }

  @Test
  void whatIsThereStaysAndWhatIsMissingComesBackTheSame() throws IOException {
    Path unet = InitialWeights.weightsFile(folder.path("unet"));
    Path vae = InitialWeights.weightsFile(folder.path("vae"));
    byte[] before = Files.readAllBytes(unet);
    byte[] kept = Files.readAllBytes(vae);
    Files.delete(unet);

    InitialWeights.complete(folder, List.of("unet", "vae"), 1);
    assertThat(Files.readAllBytes(unet)).isEqualTo(before);

    Files.delete(unet);
    InitialWeights.complete(folder, List.of("unet", "vae"), 2);
    assertThat(Files.readAllBytes(unet)).isNotEqualTo(before);
    assertThat(Files.readAllBytes(vae)).isEqualTo(kept);
  }

  @Test
  void weightsAreSpreadAsPyTorchSpreadsThem() {
    try (Weights unet = folder.weights("unet");
        Weights vae = folder.weights("vae")) {
      // 4 channels of 3 x 3
      assertThat(unet.floats("conv_in.weight"))
          .satisfies(values -> assertSpread(values, 1 / Math.sqrt(36)));
      assertThat(unet.floats("conv_in.bias")).isNotEmpty();
      assertThat(unet.floats("down_blocks.0.resnets.0.norm1.weight")).containsOnly(1);
      assertThat(unet.floats("down_blocks.0.resnets.0.norm1.bias")).containsOnly(0);
      assertThat(unet.floats("down_blocks.0.resnets.0.conv2.weight")).containsOnly(0);
      assertThat(unet.floats("down_blocks.0.attentions.0.proj_out.bias")).containsOnly(0);
      assertThat(unet.floats("conv_out.weight")).containsOnly(0);
      assertThat(vae.floats("encoder.mid_block.resnets.0.conv2.weight")).containsOnly(0);
      assertThat(vae.floats("decoder.mid_block.attentions.0.to_out.0.weight")).containsOnly(0);
      assertThat(vae.floats("decoder.mid_block.attentions.0.to_q.weight"))
          .satisfies(values -> assertSpread(values, Math.sqrt(3.0 / 16)));
      assertThat(vae.floats("decoder.conv_out.weight"))
          .satisfies(values -> assertSpread(values, Math.sqrt(3.0 / 72)));
      assertThat(vae.floats("decoder.conv_out.bias")).containsOnly(0);
      assertThat(vae.floats("quant_conv.bias")).containsExactly(0, 0, 0, 0, -6, -6, -6, -6);
    }
  }

  @Test
  void theTextEncoderHasTheDeviationsOfClip() {
    try (Weights text = folder.weights("text_encoder")) {
      double width = 24;
      double depth = 4; // twice its layers
      String layer = "text_model.encoder.layers.0.";
      assertThat(deviation(text, "text_model.embeddings.token_embedding.weight"))
          .isCloseTo(0.02, within(0.002));
      assertThat(deviation(text, layer + "self_attn.q_proj.weight"))
          .isCloseTo(1 / Math.sqrt(width * depth), within(0.01));
      assertThat(deviation(text, layer + "self_attn.out_proj.weight"))
          .isCloseTo(1 / Math.sqrt(width), within(0.02));
      assertThat(deviation(text, layer + "mlp.fc1.weight"))
          .isCloseTo(1 / Math.sqrt(2 * width), within(0.01));
      assertThat(text.floats(layer + "mlp.fc1.bias")).containsOnly(0);
    }
  }

  private static void assertSpread(float[] values, double bound) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isBetween(0.95 * bound, bound);
  }

  private static double deviation(Weights weights, String key) {
    double squares = 0;
    float[] values = weights.floats(key);
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }
}
