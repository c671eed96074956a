package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.dafusion.huggingface.ClipTokenizer;
import org.dafusion.huggingface.ModelComponent;
import org.dafusion.huggingface.Weights;
import org.dafusion.jobs.table.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of a small model, trained one after the other on images that the job renders. */
class TestPretrain {
  private static final String VAE = "vae/diffusion_pytorch_model.safetensors";

  private static final String BACKBONE = "backbone.safetensors";

  private TinyPretraining training;

  @BeforeEach
  void begin(@TempDir Path workspace) {
    training = new TinyPretraining(workspace);
  }

  @Test
  void partByPartBecomesAModelThatOtherStagesUse() throws IOException {
    Path model = training.workspace().resolve("model");
    assertDone(training.run("prepare"));

    CommandLineRun early = training.run("pretrain", "pretrain.part=diffusion");
    assertThat(early.code()).isEqualTo(ExitCode.MODEL);
    assertThat(early.errors())
        .anyMatch(line -> line.contains("no weights of the autoencoder whose latents"));

    CommandLineRun uneven = trainVae("pretrain.size=30");
    assertThat(uneven.code()).isEqualTo(ExitCode.USAGE);
    assertThat(uneven.errors())
        .anyMatch(line -> line.contains("pretrain.size must be a multiple of 4, the factor of"));

    CommandLineRun blind = trainVae();
    assertThat(blind.code()).isEqualTo(ExitCode.MODEL);
    assertThat(blind.errors()).anyMatch(line -> line.contains(BACKBONE));

    assertDone(training.run("pretrain", "pretrain.part=backbone"));
    CommandLineRun vae = trainVae();
    assertDone(vae);
    assertThat(vae.output())
        .anyMatch(line -> line.contains("4 steps of 4 images"))
        .anyMatch(line -> line.matches("pretrain: vae, step 4, validation: psnr [0-9.]+"))
        .anyMatch(
            line -> line.contains("is no model yet, it has no weights of text_encoder, unet"));
    assertThat(model.resolve("model_index.json")).doesNotExist();

    CommandLineRun diffusion = training.run("pretrain", "pretrain.part=diffusion");
    assertDone(diffusion);
    assertThat(diffusion.output()).anyMatch(line -> line.contains("vocabulary was learned"));

    assertThat(training.files("model"))
        .containsExactly(
            "README.md",
            "SHA256SUMS",
            BACKBONE,
            "model_index.json",
            "scheduler/scheduler_config.json",
            "text_encoder/config.json",
            "text_encoder/model.safetensors",
            "tokenizer/merges.txt",
            "tokenizer/special_tokens_map.json",
            "tokenizer/tokenizer_config.json",
            "tokenizer/vocab.json",
            "unet/config.json",
            "unet/diffusion_pytorch_model.safetensors",
            "vae/config.json",
            VAE);
    assertDigestsAndCard(model);
    assertTokenizerSuitsTheTextEncoder(model);
    assertPictures();
    assertThat(training.files("checkpoints")).isEmpty();

    assertDone(training.run("inspect", "inspect.path=" + model));
    assertDone(
        training.run(
            "augment",
            "model.path=" + model,
            // a multiple of this autoencoder's factor, which the UNet does not halve evenly
            "augment.size=36",
            "augment.steps=2",
            "augment.repeats=1",
            "augment.methods=[real-guidance]",
            "split.examples-per-class=1"));
    assertAFinishedPartIsLeftAlone(model);
    assertItCanBeFineTuned(model);
  }

  /** Of a model's UNet alone, in a workspace of its own; whatever else there is stays as it is. */
  private void assertItCanBeFineTuned(Path model) throws IOException {
    TinyPretraining tuning = new TinyPretraining(training.workspace().resolve("tuning"));
    Path tuned = tuning.workspace().resolve("model");
    assertDone(tuning.run("prepare"));

    CommandLineRun other = tuning.run("pretrain", "pretrain.from=" + model, "pretrain.part=vae");
    assertThat(other.code()).isEqualTo(ExitCode.INPUT);
    assertThat(other.errors())
        .anyMatch(line -> line.contains("its UNet knows the latents of the one that is there"));

    assertDone(
        tuning.run(
            "pretrain",
            "pretrain.from=" + model,
            "pretrain.part=diffusion",
            "pretrain.templates=[]",
            "pretrain.diffusion.train-text-encoder=false",
            "pretrain.diffusion.learning-rate=1e-5"));

    for (String file : List.of(VAE, "text_encoder/model.safetensors", "tokenizer/vocab.json")) {
      assertThat(tuned.resolve(file)).as(file).hasSameBinaryContentAs(model.resolve(file));
    }
    String unet = "unet/diffusion_pytorch_model.safetensors";
    assertThat(Sha256.of(tuned.resolve(unet))).isNotEqualTo(Sha256.of(model.resolve(unet)));
    try (Weights before = Weights.open(model.resolve(unet));
        Weights after = Weights.open(tuned.resolve(unet))) {
      // few small steps from the weights that were there, not from random ones
      assertThat(after.floats("conv_in.weight"))
          .usingComparatorWithPrecision(1e-3f)
          .containsExactly(before.floats("conv_in.weight"));
    }
    assertThat(tuned.resolve("README.md")).content().contains("begun from: `" + model + "`");
    assertDone(tuning.run("inspect", "inspect.path=" + tuned));
  }

  /** By what the backbone sees, too. */
  private CommandLineRun trainVae(String... more) {
    Path network = training.workspace().resolve("model").resolve(BACKBONE);
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "pretrain.part=vae",
                "pretrain.vae.perceptual-weight=0.1",
                "pretrain.vae.perceptual-network=" + network));
    overrides.addAll(List.of(more));
    return training.run("pretrain", overrides.toArray(String[]::new));
  }

  /** A repeated command trains nothing, and one that would break the model is refused. */
  private void assertAFinishedPartIsLeftAlone(Path model) throws IOException {
    String before = Sha256.of(model.resolve(VAE));
    Files.delete(model.resolve("model_index.json"));

    CommandLineRun again = trainVae();
    assertDone(again);
    assertThat(again.output()).anyMatch(line -> line.contains("vae is there already"));
    assertThat(model.resolve("model_index.json")).exists();

    CommandLineRun other = trainVae("pretrain.seed=1");
    assertThat(other.code()).isEqualTo(ExitCode.INPUT);
    assertThat(other.errors())
        .anyMatch(line -> line.contains("because the UNet there was trained on its latents"));
    assertThat(Sha256.of(model.resolve(VAE))).isEqualTo(before);
  }

  private static void assertDigestsAndCard(Path model) throws IOException {
    List<String> digests = Files.readAllLines(model.resolve("SHA256SUMS"));
    assertThat(digests).hasSize(14);
    for (String line : digests) {
      String[] fields = line.split("  ");
      assertThat(Sha256.of(model.resolve(fields[1]))).as(fields[1]).isEqualTo(fields[0]);
    }
    String card = Files.readString(model.resolve("README.md"));
    assertThat(card)
        .contains("license: apache-2.0")
        .contains("pretrain.part=diffusion`")
        .contains("4 steps of 4 images")
        .contains(Sha256.of(model.resolve(VAE)) + "  " + VAE)
        .contains(Sha256.of(model.resolve(BACKBONE)))
        .contains("- draws nothing");
  }

  private static void assertTokenizerSuitsTheTextEncoder(Path model) {
    try (ClipTokenizer tokenizer = ClipTokenizer.open(model.resolve("tokenizer"))) {
      assertThat(ModelComponent.open(model.resolve("text_encoder")).config().getInt("vocab_size"))
          .isEqualTo(tokenizer.vocabularySize());
      assertThat(tokenizer.has("the</w>")).isTrue();
      assertThat(tokenizer.wordIds("a photo of leafy spurge")).hasSize(5);
    }
  }

  private void assertPictures() throws IOException {
    for (String file : training.files("pretrained")) {
      if (file.endsWith(".png")) {
        Path path = training.workspace().resolve("pretrained").resolve(file);
        assertThat(ImageIO.read(path.toFile()).getWidth()).as(file).isGreaterThan(90);
      }
    }
    assertThat(training.files("pretrained").stream().map(file -> file.replaceAll(".*/", "")))
        .contains("losses.csv", "losses.svg", "preview-0000000.png", "preview-0000004.png");
  }

  private static void assertDone(CommandLineRun run) {
    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
  }
}
