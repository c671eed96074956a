package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.dafusion.diffusion.RandomFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Model folders with one thing wrong with each: told before a picture is made, exit 5. */
class TestUnusableModels {
  private static final String UNET = "unet/diffusion_pytorch_model.safetensors";
  private static final String VAE = "vae/diffusion_pytorch_model.safetensors";
  private static final String PICKLE =
      " because it is a pickle, which can run any code when it is read. Convert it once to"
          + " safetensors, in Python: ";

  @TempDir private static Path shared;
  private static TinyExperiment experiment;

  @TempDir private Path folder;
  private Path model;

  @BeforeAll
  static void prepare() throws IOException {
    experiment = TinyExperiment.in(shared);
    assertThat(experiment.run("prepare").code()).isZero();
  }

  @BeforeEach
  void writeModel() throws IOException {
    model = folder.resolve("model");
    RandomFolder.write(model, 0);
  }

  @ParameterizedTest
  @CsvSource({"scheduler", "tokenizer", "text_encoder", "vae", "unet"})
  void aComponentThatIsMissing(String component) {
    FileUtil.fullyDelete(model.resolve(component).toFile());

    assertRefused("Cannot read the component %s/" + component + " because there is no such folder");
  }

  @Test
  void aComponentThatTheIndexDoesNotList() throws IOException {
    replace("model_index.json", "\"vae\"", "\"vea\"");

    assertRefused(
        "Cannot read the component vae because %s/model_index.json does not list it, found"
            + " [feature_extractor, safety_checker, scheduler, text_encoder, tokenizer, unet, vea]");
  }

  @Test
  void aFileOfTheTokenizerThatIsMissing() throws IOException {
    Files.delete(model.resolve("tokenizer/merges.txt"));

    assertRefused(
        "Cannot read the tokenizer %s/tokenizer/merges.txt because there is no such file");
  }

  @Test
  void aConfigurationThatIsMissing() throws IOException {
    Files.delete(model.resolve("unet/config.json"));

    assertRefused(
        "Cannot read the component %s/unet because it has none of [config.json,"
            + " scheduler_config.json, preprocessor_config.json, tokenizer_config.json]");
  }

  @Test
  void weightsThatAreMissing() throws IOException {
    Files.delete(model.resolve(UNET));

    assertRefused(
        "Cannot read the weights in %s/unet because there is no"
            + " diffusion_pytorch_model.safetensors or model.safetensors (or index of shards)");
  }

  @Test
  void aVariantThatIsMissing() {
    assertRefused(
        "Cannot read the weights in %s/text_encoder because there is no"
            + " diffusion_pytorch_model.fp16.safetensors or model.fp16.safetensors (or index of"
            + " shards), found [model.safetensors]",
        "model.variant=fp16");
  }

  @Test
  void aTensorThatIsMissing() throws IOException {
    replace(UNET, "\"conv_in.weight\"", "\"conv_no.weight\"");

    assertRefused(
        "Cannot load UNet2DConditionModel from %s/unet/diffusion_pytorch_model.safetensors: tensor"
            + " conv_in.weight of shape [16, 4, 3, 3] is missing");
  }

  @Test
  void aTensorOfAnotherShape() throws IOException {
    replace(UNET, "[16,4,3,3]", "[4,16,3,3]");

    assertRefused(
        "Cannot load UNet2DConditionModel from %s/unet/diffusion_pytorch_model.safetensors: tensor"
            + " conv_in.weight has shape [4, 16, 3, 3], expected [16, 4, 3, 3]");
  }

  @ParameterizedTest
  @CsvSource({"U32", "I32"})
  void aTensorOfATypeThatIsNoWeight(String type) throws IOException {
    replace(
        VAE,
        "\"quant_conv.bias\":{\"dtype\":\"F32\"",
        "\"quant_conv.bias\":{\"dtype\":\"" + type + "\"");

    assertRefused(
        "Cannot load tensor quant_conv.bias of %s/vae/diffusion_pytorch_model.safetensors: a weight"
            + " must be floating point, found "
            + type);
  }

  @Test
  void weightsThatWereCutShort() throws IOException {
    Path file = model.resolve(VAE);
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length - 1));

    CommandLineRun run = augment();

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0))
        .startsWith("dafusion: Cannot read " + file + " because tensor ")
        .endsWith("follow the header (a truncated file?)");
  }

  @ParameterizedTest
  @CsvSource({".bin", ".pt", ".ckpt"})
  void weightsOfAComponentThatArePickles(String extension) throws IOException {
    Files.move(model.resolve(UNET), model.resolve("unet/diffusion_pytorch_model" + extension));

    CommandLineRun run = augment();

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0))
        .startsWith(
            "dafusion: Cannot read %s/unet/diffusion_pytorch_model%s%s"
                .formatted(model, extension, PICKLE))
        .contains("save_pretrained(\"…\", safe_serialization=True)");
  }

  @ParameterizedTest
  @CsvSource({"sd.ckpt", "sd.bin", "sd.pt"})
  void aPickleInPlaceOfTheFolder(String name) throws IOException {
    model = Files.writeString(folder.resolve(name), "x");

    CommandLineRun run = augment();

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0)).startsWith("dafusion: Cannot read " + model + PICKLE);
  }

  @Test
  void aSingleFileInPlaceOfTheFolder() throws IOException {
    model = Files.writeString(folder.resolve("sd.safetensors"), "x");

    assertRefused(
        "Cannot read the model %s because it is a single file, expected a folder in the diffusers"
            + " layout. Convert it once, in Python: StableDiffusionPipeline.from_single_file(\"…\")"
            + ".save_pretrained(\"…\", safe_serialization=True)");
  }

  @Test
  void aNameOfTheHubInPlaceOfTheFolder() {
    model = Path.of("CompVis/stable-diffusion-v1-4").toAbsolutePath();

    assertRefused(
        "Cannot read the model %s because there is no such folder; models are read from disk and"
            + " never downloaded");
  }

  @Test
  void aFolderWithoutAnIndex() throws IOException {
    Files.delete(model.resolve("model_index.json"));

    assertRefused(
        "Cannot read the model %s because it has no model_index.json, expected a folder in the"
            + " diffusers layout (as save_pretrained writes it)");
  }

  @Test
  void aFileSystemThatNobodyKnows() {
    CommandLineRun run = experiment.run("augment", "model.path=s4://models/sd");

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Cannot fetch the model s4://models/sd because No FileSystem for scheme"
                + " \"s4\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scheduler/scheduler_config.json|scaled_linear|sigmoid"
            + "|Invalid scheduler configuration (%s/scheduler/scheduler_config.json: 1):"
            + " beta_schedule must be one of [linear, scaled_linear, squaredcos_cap_v2], found"
            + " \"sigmoid\"",
        "scheduler/scheduler_config.json|\"clip_sample\": false|\"prediction_type\": \"sample\""
            + "|Invalid scheduler configuration (%s/scheduler/scheduler_config.json: 1):"
            + " prediction_type must be one of [epsilon, v_prediction], found \"sample\"",
        "unet/config.json|\"in_channels\": 4|\"in_channels\": 9"
            + "|%s/unet/config.json: in_channels must be 4, the latent_channels of"
            + " vae/config.json, found 9; 9 are an inpainting model's, which needs masks",
        "unet/config.json|\"out_channels\": 4|\"out_channels\": 8"
            + "|%s/unet/config.json: out_channels must be 4, the latent_channels of"
            + " vae/config.json, found 8",
        "unet/config.json|\"cross_attention_dim\": 32|\"cross_attention_dim\": 64"
            + "|%s/unet/config.json: cross_attention_dim must be 32, the hidden_size of"
            + " text_encoder/config.json, found 64",
        "unet/config.json|\"block_out_channels\"|\"blocks\""
            + "|Cannot read the configuration of a network because %s/unet/config.json: 1: No"
            + " configuration setting found for key 'block_out_channels'",
        "unet/config.json|\"layers_per_block\": 2|\"layers_per_block\": \"two\""
            + "|Cannot read the configuration of a network because %s/unet/config.json: 19:"
            + " layers_per_block has type STRING rather than NUMBER",
        "unet/config.json|\"attention_head_dim\": 8|\"attention_head_dim\": 0"
            + "|%s/unet/config.json: 1: attention_head_dim must be at least 1, found 0",
        "unet/config.json|\"act_fn\": \"silu\"|\"act_fn\": \"gelu\""
            + "|%s/unet/config.json: 1: act_fn must be silu, found gelu",
        "text_encoder/config.json|\"max_position_embeddings\": 77"
            + "|\"max_position_embeddings\": 64"
            + "|Cannot load CLIPTextModel from %s/text_encoder/model.safetensors: tensor"
            + " text_model.embeddings.position_embedding.weight has shape [77, 32], expected"
            + " [64, 32]"
      })
  void aConfigurationThatCannotBeUsed(String file, String from, String to, String message)
      throws IOException {
    replace(file, from, to);

    assertRefused(message);
  }

  @Test
  void aTokenizerOfAnotherModel() throws IOException {
    replace("tokenizer/vocab.json", "{\n", "{\n\"stray</w>\": 803,\n");

    assertRefused(
        "Cannot use %s because tokenizer and text_encoder do not fit: the tokenizer has 804 tokens"
            + " in prompts of 77, the encoder takes 803 in 77");
  }

  @Test
  void aSafetyCheckerThatIsWantedAndMissing() throws IOException {
    replace(
        "model_index.json",
        "[\"stable_diffusion\", \"StableDiffusionSafetyChecker\"]",
        "[null, null]");

    assertRefused(
        "Cannot check pictures because %s has no safety_checker; add it, or set"
            + " model.safety-checker = auto",
        "model.safety-checker=on");
  }

  @Test
  void moreStepsThanTheModelsScheduleHas() throws IOException {
    replace(
        "scheduler/scheduler_config.json",
        "\"num_train_timesteps\": 1000",
        "\"num_train_timesteps\": 500");

    assertInvalid(
        "augment",
        List.of("augment.steps=700"),
        "augment.steps must suit the noise schedule of %s: Invalid steps: must be between 1 and 500,"
            + " found 700");
  }

  @ParameterizedTest
  @ValueSource(strings = {"invert", "augment", "run"})
  void sizesThatTheModelsAutoencoderDoesNotHave(String stage) {
    assertInvalid(
        stage,
        List.of("augment.size=36", "invert.size=20"),
        "augment.size must be a multiple of 8, the factor of the 4 levels in %s/vae/config.json,"
            + " found 36",
        "invert.size must be a multiple of 8, the factor of the 4 levels in %s/vae/config.json,"
            + " found 20");
  }

  @Test
  void aSizeOfErasureThatTheModelsAutoencoderDoesNotHave() {
    assertInvalid(
        "erase",
        List.of("erase.size=36"),
        "erase.size must be a multiple of 8, the factor of the 4 levels in %s/vae/config.json,"
            + " found 36");
  }

  @Test
  void stepsThatTheModelsOffsetLeavesNoRoomFor() {
    assertRefused(
        "Cannot space 1000 steps because with a steps_offset of 1 the first is timestep 1000, beyond"
            + " the last of training (999)",
        "augment.steps=1000",
        "augment.scheduler=ddim");
  }

  private void replace(String file, String from, String to) throws IOException {
    Path path = model.resolve(file);
    String content = Files.readString(path, StandardCharsets.ISO_8859_1);
    assertThat(content.contains(from)).as("%s contains %s", file, from).isTrue();
    Files.writeString(path, content.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  private CommandLineRun augment(String... overrides) {
    return run("augment", List.of(overrides));
  }

  private CommandLineRun run(String stage, List<String> overrides) {
    List<String> all = new ArrayList<>(overrides);
    all.add("model.path=" + model);
    return experiment.run(stage, all.toArray(String[]::new));
  }

  /** Problems with settings that only the model shows. */
  private void assertInvalid(String stage, List<String> overrides, String... problems) {
    CommandLineRun run = run(stage, overrides);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors().get(0)).isEqualTo("dafusion: Invalid settings:");
    assertThat(run.errors().stream().skip(1))
        .containsExactly(
            Stream.of(problems).map(text -> "  " + text.formatted(model)).toArray(String[]::new));
  }

  private void assertRefused(String message, String... overrides) {
    CommandLineRun run = augment(overrides);

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).containsExactly("dafusion: " + message.formatted(model));
    assertThat(experiment.workspace().resolve("synthetic")).doesNotExist();
  }
}
