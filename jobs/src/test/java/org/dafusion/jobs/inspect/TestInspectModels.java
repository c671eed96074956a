package org.dafusion.jobs.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.diffusion.RandomFolder;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestInspectModels extends SparkTest {
  @Test
  void describesAModelFromItsHeaders() throws IOException {
    Path model = folder.resolve("model");
    RandomFolder.write(model, 0);

    Inspection found = inspect(model);

    assertThat(found.lines().get(0)).isEqualTo("inspect: Stable Diffusion folder " + model);
    assertThat(found.words("unet"))
        .containsSubsequence("unet", "UNet2DConditionModel", "F32", "MiB", "MiB");
    assertThat(found.words("scheduler")).containsSubsequence("PNDMScheduler", "-");
    assertThat(found.lines())
        .anyMatch(line -> line.contains("parameters; weights in memory: "))
        .contains(
            "  scheduler: PNDMScheduler, 1000 timesteps, betas scaled_linear from 8.5E-4 to 0.012,"
                + " predicts epsilon",
            "  tokens: 803 in the vocabulary, 77 per prompt");
  }

  /** The parameters of the random folder's UNet, counted from its file by its size. */
  @Test
  void parametersAreCountedAndHalvedForTheUnetAlone() throws IOException {
    Path model = folder.resolve("model");
    RandomFolder.write(model, 0);
    long parameters =
        Files.size(model.resolve("unet/diffusion_pytorch_model.safetensors")) / Float.BYTES;

    List<String> unet = inspect(model).words("unet");

    // the header of the file is some 80 kB
    assertThat(Double.parseDouble(unet.get(2))).isBetween(parameters * 0.95, (double) parameters);
    assertThat(Double.parseDouble(unet.get(4)))
        .isCloseTo(2 * Double.parseDouble(unet.get(6)), within(0.1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "rangeland"})
  void aWordStandsForAModel(String word) {
    Inspection found = Inspection.of(spark, word);

    assertThat(found.lines().get(0)).startsWith("inspect: Stable Diffusion");
    assertThat(found.words("unet")).contains("UNet2DConditionModel");
  }

  @Test
  void aModelThatCannotBeUsedIsDescribedAndRefused() throws IOException {
    Path model = folder.resolve("model");
    RandomFolder.write(model, 0);
    Path config = model.resolve("unet/config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"cross_attention_dim\": 32", "\"cross_attention_dim\": 64"));
    List<String> said = new ArrayList<>();

    assertThatThrownBy(
            () -> Inspection.of(spark, new InspectSettings(model.toString(), "", 8, 64), said::add))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining(
            "cross_attention_dim must be 32, the hidden_size of text_encoder/config.json, found 64");
    assertThat(said).anyMatch(line -> line.contains("UNet2DConditionModel"));
  }

  @Test
  void aPickledModelIsRefusedAsAModel() throws IOException {
    Path pickle = Files.write(folder.resolve("model.ckpt"), new byte[] {'P', 'K', 3, 4});

    assertThatThrownBy(() -> inspect(pickle))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("model.ckpt");
  }

  private static Inspection inspect(Path path) {
    return Inspection.of(spark, path.toString());
  }
}
