package org.dafusion.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.jobs.stage.LocalFiles;

/**
 * The smallest training of a model's parts that goes through the command line: a few steps, on
 * images that the job renders.
 *
 * @param workspace of the job
 */
record TinyPretraining(Path workspace) {
  private static final List<String> SETTINGS =
      List.of(
          "spark.master=local[2]",
          "dataset.path=rangeland",
          "dataset.rangeland.train-per-class=8",
          "dataset.rangeland.validation-per-class=8",
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
          "pretrain.card.limits=[\"draws nothing\"]");

  CommandLineRun run(String stage, String... overrides) {
    return CommandLineRun.of(arguments(stage, overrides).toArray(String[]::new));
  }

  /** What the command line is given. */
  List<String> arguments(String stage, String... overrides) {
    List<String> arguments = new ArrayList<>();
    arguments.add(stage);
    arguments.addAll(SETTINGS);
    arguments.add("workspace=" + workspace);
    arguments.addAll(List.of(overrides));
    return arguments;
  }

  /** Files below a folder of the workspace, by their path in it; none where it is not there. */
  List<String> files(String place) {
    Path folder = workspace.resolve(place);
    if (!Files.exists(folder)) {
      return List.of();
    }
    try {
      return List.copyOf(LocalFiles.in(folder).keySet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
