package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dafusion.huggingface.ClipTokenizer;
import org.dafusion.huggingface.ModelComponent;
import org.dafusion.jobs.table.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of a small model, trained one after the other on images that the job draws. */
class TestPretrain {
  private static final String VAE = "vae/diffusion_pytorch_model.safetensors";

  @TempDir private Path folder;

  @Test
  void partByPartBecomesAModelThatOtherStagesUse() throws IOException {
    Path model = folder.resolve("a/model");
    assertDone(run("a", "prepare"));

    CommandLineRun early = run("a", "pretrain", "pretrain.part=diffusion");
    assertThat(early.code()).isEqualTo(ExitCode.MODEL);
    assertThat(early.errors())
        .anyMatch(line -> line.contains("no weights of the autoencoder whose latents"));

    assertDone(run("a", "pretrain", "pretrain.part=backbone"));
    CommandLineRun vae = run("a", "pretrain", "pretrain.part=vae");
    assertDone(vae);
    assertThat(vae.output())
        .anyMatch(line -> line.contains("4 steps of 4 images"))
        .anyMatch(line -> line.matches("pretrain: vae, step 4, validation: psnr [0-9.]+"))
        .anyMatch(
            line -> line.contains("is no model yet, it has no weights of text_encoder, unet"));
    assertThat(model.resolve("model_index.json")).doesNotExist();

    CommandLineRun diffusion = run("a", "pretrain", "pretrain.part=diffusion");
    assertDone(diffusion);
    assertThat(diffusion.output()).anyMatch(line -> line.contains("vocabulary was learned"));

    assertThat(files("a/model"))
        .containsExactly(
            "README.md",
            "SHA256SUMS",
            "backbone.safetensors",
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
    assertThat(files("a/checkpoints")).isEmpty();

    assertDone(run("a", "inspect", "inspect.path=" + model));
    assertDone(
        run(
            "a",
            "augment",
            "model.path=" + model,
            "augment.size=32",
            "augment.steps=2",
            "augment.repeats=1",
            "augment.methods=[real-guidance]",
            "split.examples-per-class=1"));
    assertAFinishedPartIsLeftAlone(model);
  }

  @Test
  void aDriverThatIsKilledLeavesTheRestToTheSameCommand() throws Exception {
    assertDone(run("undisturbed", "prepare"));
    assertDone(run("undisturbed", "pretrain", "pretrain.part=vae", "pretrain.vae.steps=12"));
    assertDone(run("killed", "prepare"));
    Process driver = start("killed", "pretrain.part=vae", "pretrain.vae.steps=12");
    try {
      await(driver);
      assertThat(driver.isAlive()).isTrue();
    } finally {
      driver.destroyForcibly().waitFor();
    }
    assertThat(folder.resolve("killed/model")).doesNotExist();

    CommandLineRun again = run("killed", "pretrain", "pretrain.part=vae", "pretrain.vae.steps=12");

    assertDone(again);
    assertThat(again.output())
        .anyMatch(line -> line.matches("pretrain: vae goes on from step \\d+"));
    for (String file : List.of(VAE, "vae/config.json")) {
      assertThat(folder.resolve("killed/model").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("undisturbed/model").resolve(file));
    }
    assertThat(losses("killed")).isEqualTo(losses("undisturbed")).hasSizeGreaterThan(12);
  }

  /** A repeated command trains nothing, and one that would break the model is refused. */
  private void assertAFinishedPartIsLeftAlone(Path model) throws IOException {
    String before = Sha256.of(model.resolve(VAE));
    Files.delete(model.resolve("model_index.json"));

    CommandLineRun again = run("a", "pretrain", "pretrain.part=vae");
    assertDone(again);
    assertThat(again.output()).anyMatch(line -> line.contains("vae is there already"));
    assertThat(model.resolve("model_index.json")).exists();

    CommandLineRun other = run("a", "pretrain", "pretrain.part=vae", "pretrain.seed=1");
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
        .contains(Sha256.of(model.resolve("backbone.safetensors")))
        .contains("- draws nothing");
  }

  private static void assertTokenizerSuitsTheTextEncoder(Path model) {
    try (ClipTokenizer tokenizer = ClipTokenizer.open(model.resolve("tokenizer"))) {
      assertThat(ModelComponent.open(model.resolve("text_encoder")).config().getInt("vocab_size"))
          .isEqualTo(tokenizer.vocabularySize());
      assertThat(tokenizer.has("the</w>")).isTrue();
      assertThat(tokenizer.wordIds("a photo of circle")).hasSize(4);
    }
  }

  private void assertPictures() throws IOException {
    for (String file : files("a/pretrained")) {
      if (file.endsWith(".png")) {
        Path path = folder.resolve("a/pretrained").resolve(file);
        assertThat(ImageIO.read(path.toFile()).getWidth()).as(file).isGreaterThan(90);
      }
    }
    assertThat(files("a/pretrained").stream().map(file -> file.replaceAll(".*/", "")))
        .contains("losses.csv", "losses.svg", "preview-0000000.png", "preview-0000004.png");
  }

  /** Lines of the history but for the seconds. */
  private List<String> losses(String place) throws IOException {
    String file =
        files(place + "/pretrained").stream()
            .filter(name -> name.endsWith("losses.csv"))
            .findFirst()
            .orElseThrow();
    return Files.readAllLines(folder.resolve(place).resolve("pretrained").resolve(file)).stream()
        .filter(line -> !line.contains(",seconds,"))
        .toList();
  }

  private static void assertDone(CommandLineRun run) {
    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
  }

  private CommandLineRun run(String place, String stage, String... overrides) {
    return CommandLineRun.of(arguments(place, stage, overrides).toArray(String[]::new));
  }

  private Process start(String place, String... overrides) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.driver.host=127.0.0.1");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments(place, "pretrain", overrides));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("driver.txt").toFile())
        .start();
  }

  /** Until there is a checkpoint. */
  private void await(Process driver) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (files("killed/checkpoints").isEmpty()) {
      assertThat(System.nanoTime()).as("nanoseconds until a checkpoint").isLessThan(end);
      assertThat(driver.isAlive()).isTrue();
      Thread.sleep(20);
    }
  }

  private List<String> arguments(String place, String stage, String... overrides) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                stage,
                "spark.master=local[2]",
                "workspace=" + folder.resolve(place),
                "dataset.path=drawn",
                "executor.threads=1",
                "pretrain.from=../conf/rangeland-model",
                "pretrain.size=32",
                "pretrain.validate-every=100",
                "pretrain.checkpoint-every=2",
                "pretrain.vae.steps=4",
                "pretrain.vae.batch=4",
                "pretrain.vae.warmup=1",
                "pretrain.diffusion.steps=4",
                "pretrain.diffusion.batch=4",
                "pretrain.diffusion.warmup=1",
                "pretrain.diffusion.preview.steps=2",
                "pretrain.diffusion.preview.images=2",
                "pretrain.backbone.width=4",
                "pretrain.backbone.steps=4",
                "pretrain.backbone.batch=4",
                "pretrain.backbone.warmup=1",
                "pretrain.templates=[\"a photo of {name}\"]",
                "pretrain.card.licence=Apache-2.0",
                "pretrain.card.limits=[\"draws nothing\"]"));
    arguments.addAll(List.of(overrides));
    return arguments;
  }

  /** Files below a folder, by their path within it; none where there is no folder. */
  private List<String> files(String place) throws IOException {
    Path root = folder.resolve(place);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(name -> !name.contains("/.") && !name.startsWith("."))
          .sorted()
          .toList();
    }
  }
}
