package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dafusion.GoldenData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestModelFolder {
  private static final String UNET_WEIGHTS = "unet/diffusion_pytorch_model.safetensors";

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void writeFolder() throws IOException {
    folder = temp.resolve("model");
    ModelFiles.text(
        folder.resolve("model_index.json"),
        """
        {"_class_name": "StableDiffusionPipeline",
         "_diffusers_version": "0.14.0",
         "requires_safety_checker": true,
         "unet": ["diffusers", "UNet2DConditionModel"],
         "text_encoder": ["transformers", "CLIPTextModel"],
         "scheduler": ["diffusers", "PNDMScheduler"],
         "vae": ["diffusers", "AutoencoderKL"],
         "safety_checker": [null, null]}
        """);
    ModelFiles.text(folder.resolve("unet/config.json"), "{\"cross_attention_dim\": 768}");
    ModelFiles.weights(folder.resolve(UNET_WEIGHTS), 1, "conv_in.bias");
    ModelFiles.text(folder.resolve("text_encoder/config.json"), "{\"hidden_size\": 768}");
    ModelFiles.weights(folder.resolve("text_encoder/model.safetensors"), 2, "final.bias");
    ModelFiles.text(folder.resolve("scheduler/scheduler_config.json"), "{\"beta_start\": 0.1}");
  }

  @Test
  void componentsAreFoundByName() {
    ModelFolder model = ModelFolder.open(folder);

    assertThat(model.components()).containsExactly("scheduler", "text_encoder", "unet", "vae");
    assertThat(model.has("unet")).isTrue();
    assertThat(model.has("safety_checker")).isFalse();
    assertThat(model.className("unet")).isEqualTo("UNet2DConditionModel");
    assertThat(model.config("unet").getInt("cross_attention_dim")).isEqualTo(768);
    assertThat(model.config("scheduler").getDouble("beta_start")).isEqualTo(0.1);
    assertThat(model.path("unet")).isEqualTo(folder.resolve("unet"));
    try (Weights unet = model.weights("unet");
        Weights textEncoder = model.weights("text_encoder")) {
      assertThat(unet.floats("conv_in.bias")).containsExactly(1);
      assertThat(textEncoder.floats("final.bias")).containsExactly(2);
    }
  }

  /** diffusers writes such a configuration for {@code DPMSolverMultistepScheduler}. */
  @Test
  void numbersThatOnlyPythonWritesAreRead() throws IOException {
    ModelFiles.text(
        folder.resolve("scheduler/scheduler_config.json"),
        """
        {"lambda_min_clipped": -Infinity, "list": [Infinity,NaN, -1e-3],
         "text": "to -Infinity, \\"NaN\\" and beyond"}
        """);

    Config config = ModelFolder.open(folder).config("scheduler");

    assertThat(config.getDouble("lambda_min_clipped")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(config.getDoubleList("list"))
        .containsExactly(Double.POSITIVE_INFINITY, Double.NaN, -1e-3);
    assertThat(config.getString("text")).isEqualTo("to -Infinity, \"NaN\" and beyond");
  }

  @Test
  void whatIsNotJsonIsRefusedWithFileAndLine() throws IOException {
    Path file = folder.resolve("scheduler/scheduler_config.json");
    ModelFiles.text(file, "{\"beta_start\": 0.1,\n \"beta_end\": around}");

    assertThatThrownBy(() -> ModelFolder.open(folder).config("scheduler"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot read " + file + " because " + file + ": 2:")
        .hasMessageContaining("around");
  }

  @Test
  void variantIsReadWhereAskedForAndNothingElse() throws IOException {
    ModelFiles.weights(
        folder.resolve("unet/diffusion_pytorch_model.fp16.safetensors"), 3, "conv_in.bias");
    ModelFolder model = ModelFolder.open(folder, "fp16");

    try (Weights weights = model.weights("unet")) {
      assertThat(weights.floats("conv_in.bias")).containsExactly(3);
    }
    assertRefused(
        () -> model.weights("text_encoder"),
        "Cannot read the weights in "
            + folder.resolve("text_encoder")
            + " because there is no diffusion_pytorch_model.fp16.safetensors or"
            + " model.fp16.safetensors (or index of shards), found [model.safetensors]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.safetensors.index.fp16.json",
        "model.safetensors.fp16.index.json",
        "model.fp16.safetensors.index.json"
      })
  void variantOfShardsIsReadByItsIndex(String index) throws IOException {
    ModelFiles.weights(
        folder.resolve("text_encoder/model.fp16-00001-of-00001.safetensors"), 4, "final.bias");
    ModelFiles.text(
        folder.resolve("text_encoder").resolve(index),
        "{\"weight_map\": {\"final.bias\": \"model.fp16-00001-of-00001.safetensors\"}}");

    try (Weights weights = ModelFolder.open(folder, "fp16").weights("text_encoder")) {
      assertThat(weights.floats("final.bias")).containsExactly(4);
    }
  }

  @Test
  void onlyVariantsAreListedWhereThePlainFileIsMissing() throws IOException {
    Files.move(
        folder.resolve(UNET_WEIGHTS),
        folder.resolve("unet/diffusion_pytorch_model.fp16.safetensors"));

    assertThatThrownBy(() -> ModelFolder.open(folder).weights("unet"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageEndingWith("found [diffusion_pytorch_model.fp16.safetensors]");
  }

  @Test
  void picklesAreRefusedWithTheWayOut() throws IOException {
    Path pickle = folder.resolve("unet/diffusion_pytorch_model.bin");
    Files.move(folder.resolve(UNET_WEIGHTS), pickle);

    assertThatThrownBy(() -> ModelFolder.open(folder).weights("unet"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot read " + pickle + " because it is a pickle")
        .hasMessageContaining("save_pretrained(\"…\", safe_serialization=True)");
  }

  @Test
  void safetensorsBesidePicklesAreRead() throws IOException {
    Files.write(folder.resolve("unet/diffusion_pytorch_model.bin"), new byte[8]);

    try (Weights weights = ModelFolder.open(folder).weights("unet")) {
      assertThat(weights.names()).containsExactly("conv_in.bias");
    }
  }

  @Test
  void checkpointFilesAreRefusedWithTheWayOut() throws IOException {
    Path checkpoint = Files.write(temp.resolve("v1-5-pruned.ckpt"), new byte[8]);
    Path single = Files.write(temp.resolve("v1-5-pruned.safetensors"), new byte[8]);

    assertThatThrownBy(() -> ModelFolder.open(checkpoint))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("is a pickle")
        .hasMessageContaining("from_single_file(\"…\").save_pretrained");
    assertThatThrownBy(() -> ModelFolder.open(single))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("is a single file, expected a folder in the diffusers layout")
        .hasMessageContaining("from_single_file(\"…\").save_pretrained");
  }

  @Test
  void missingComponentIsNamed() {
    ModelFolder model = ModelFolder.open(folder);

    assertRefused(
        () -> model.weights("vae"),
        "Cannot read the component " + folder.resolve("vae") + " because there is no such folder");
    assertRefused(
        () -> model.config("safety_checker"),
        "Cannot read the component safety_checker because "
            + folder.resolve("model_index.json")
            + " does not list it, found [scheduler, text_encoder, unet, vae]");
  }

  @Test
  void missingConfigurationIsNamed() throws IOException {
    Files.delete(folder.resolve("unet/config.json"));

    assertThatThrownBy(() -> ModelFolder.open(folder).config("unet"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith(
            "Cannot read the component "
                + folder.resolve("unet")
                + " because it has none of [config.json, ");
  }

  @Test
  void brokenConfigurationIsNamedWithItsLine() throws IOException {
    Path config = ModelFiles.text(folder.resolve("unet/config.json"), "{\n\"a\": \n}");

    assertThatThrownBy(() -> ModelFolder.open(folder).config("unet"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot read " + config + " because ")
        .hasMessageContaining("config.json: 3: ");
  }

  @Test
  void folderThatIsNoModelIsRefused() throws IOException {
    Path absent = temp.resolve("absent");
    Path other = Files.createDirectory(temp.resolve("other"));

    assertRefused(
        () -> ModelFolder.open(absent),
        "Cannot read the model "
            + absent
            + " because there is no such folder; models are read from disk and never downloaded");
    assertRefused(
        () -> ModelFolder.open(other),
        "Cannot read the model "
            + other
            + " because it has no model_index.json, expected a folder in the diffusers layout (as"
            + " save_pretrained writes it)");
    Path index = ModelFiles.text(other.resolve("model_index.json"), "{\"_class_name\": \"X\"}");
    assertRefused(
        () -> ModelFolder.open(other), "Cannot read " + index + " because it lists no component");
  }

  @Test
  void digestFollowsContentAndNotPlace() throws IOException {
    String digest = ModelFolder.open(folder).digest();
    assertThat(digest).matches("[0-9a-f]{64}");

    Path moved = temp.resolve("moved");
    Files.move(folder, moved);
    assertThat(ModelFolder.open(moved).digest()).isEqualTo(digest);

    Files.write(moved.resolve("unet/diffusion_pytorch_model.bin"), new byte[8]);
    assertThat(ModelFolder.open(moved).digest()).isEqualTo(digest);

    ModelFiles.weights(moved.resolve(UNET_WEIGHTS), 1.0000001f, "conv_in.bias");
    String otherWeights = ModelFolder.open(moved).digest();
    assertThat(otherWeights).isNotEqualTo(digest);

    ModelFiles.text(moved.resolve("scheduler/scheduler_config.json"), "{\"beta_start\": 0.2}");
    assertThat(ModelFolder.open(moved).digest()).isNotIn(digest, otherWeights);
  }

  @Test
  void readsFolderThatDiffusersWrote() {
    ModelFolder model = ModelFolder.open(GoldenData.full("tiny-sd"));

    assertThat(model.components())
        .containsExactly(
            "feature_extractor",
            "safety_checker",
            "scheduler",
            "text_encoder",
            "tokenizer",
            "unet",
            "vae");
    assertThat(model.config("feature_extractor").getString("feature_extractor_type"))
        .isEqualTo("CLIPFeatureExtractor");
    assertThat(model.config("tokenizer").getInt("model_max_length")).isEqualTo(77);
    try (Weights weights = model.weights("unet")) {
      assertThat(weights.names()).hasSize(684);
    }
    assertThat(model.digest()).hasSize(64);
  }

  @Test
  void componentIsReadOnItsOwnWithoutAnIndex() {
    ModelComponent unet = ModelComponent.open(GoldenData.full("sd2/unet"));

    assertThat(unet.config().getIntList("attention_head_dim")).containsExactly(4, 2, 8);
    try (Weights weights = unet.weights()) {
      assertThat(weights.info("conv_in.weight").shape()).containsExactly(32L, 4L, 3L, 3L);
    }
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(ModelArtefactException.class).hasMessage(message);
  }
}
