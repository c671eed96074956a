package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of a small model, trained one after the other on images that the job draws. */
class TestPretrain {
  @TempDir private Path folder;

  @BeforeEach
  void prepare() {
    assertThat(run("prepare").code()).isZero();
  }

  @Test
  void partByPartBecomesAModel() throws IOException {
    CommandLineRun vae = run("pretrain", "pretrain.part=vae");

    assertThat(vae.errors()).isEmpty();
    assertThat(vae.code()).isZero();
    assertThat(vae.output()).anyMatch(line -> line.contains("validation: psnr"));
    vae.output().forEach(System.out::println);
  }

  private CommandLineRun run(String stage, String... overrides) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                stage,
                "spark.master=local[2]",
                "workspace=" + folder.resolve("work"),
                "dataset.path=drawn",
                "pretrain.from=../conf/rangeland-model",
                "pretrain.size=32",
                "pretrain.validate-every=4",
                "pretrain.checkpoint-every=2",
                "pretrain.vae.steps=6",
                "pretrain.vae.batch=4",
                "pretrain.diffusion.steps=4",
                "pretrain.diffusion.batch=4",
                "pretrain.backbone.steps=4",
                "pretrain.backbone.batch=8"));
    arguments.addAll(List.of(overrides));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private List<String> files(String place) throws IOException {
    Path root = folder.resolve("work").resolve(place);
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(f -> root.relativize(f).toString())
          .sorted()
          .toList();
    }
  }
}
