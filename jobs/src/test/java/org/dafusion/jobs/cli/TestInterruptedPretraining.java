package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.jobs.stage.LocalFiles;
import org.dafusion.jobs.table.Sha256;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A part whose training was killed, or could not be published, ends at the same bytes. */
class TestInterruptedPretraining {
  /** No file replaces it: nothing is published, and the last checkpoint stays to be compared. */
  private static final String OBSTACLE = "model_index.json/obstacle";

  /** Besides, what tells of seconds. */
  private static final List<String> NOT_COMPARED = List.of("README.md", "SHA256SUMS", OBSTACLE);

  @TempDir private static Path shared;
  @TempDir private Path folder;

  /** Images, and an autoencoder for the UNet to rest on. */
  @BeforeAll
  static void prepare() {
    TinyPretraining prepared = new TinyPretraining(shared);
    assertDone(prepared.run("prepare"));
    assertDone(prepared.run("pretrain", "pretrain.part=vae"));
  }

  @ParameterizedTest
  @CsvSource({"vae, 12", "diffusion, 12", "backbone, 200"})
  void aDriverThatIsKilledLeavesTheRestToTheSameCommand(String part, int steps) throws Exception {
    String[] settings = {"pretrain.part=" + part, "pretrain.%s.steps=%d".formatted(part, steps)};
    TinyPretraining undisturbed = obstructed("undisturbed");
    TinyPretraining killed = obstructed("killed");
    Map<String, String> before = digests(killed, "model");
    DriverProcess.start(folder.resolve("driver.txt"), killed.arguments("pretrain", settings))
        .killOnce(() -> hasCheckpoint(killed));
    assertThat(digests(killed, "model")).isEqualTo(before);

    assertThat(goesOnFrom(unpublished(undisturbed, settings))).isZero();
    assertThat(goesOnFrom(unpublished(killed, settings))).isPositive().isLessThan(steps);
    Map<String, String> checkpoint = digests(killed, "checkpoints");
    assertThat(checkpoint).hasSize(1).isEqualTo(digests(undisturbed, "checkpoints"));

    assertThat(goesOnFrom(published(undisturbed, settings))).isEqualTo(steps);
    assertThat(goesOnFrom(published(killed, settings))).isEqualTo(steps);
    assertThat(digests(killed, "model"))
        .isEqualTo(digests(undisturbed, "model"))
        .isNotEqualTo(before);
    String run = part + "-" + checkpoint.keySet().iterator().next().replaceAll("/.*", "");
    assertThat(losses(killed, run)).isEqualTo(losses(undisturbed, run)).hasSizeGreaterThan(steps);
  }

  /** A copy of what was prepared, whose index cannot be replaced. */
  private TinyPretraining obstructed(String name) throws IOException {
    Path workspace = folder.resolve(name);
    for (Map.Entry<String, Path> file : LocalFiles.in(shared).entrySet()) {
      Path copy = workspace.resolve(file.getKey());
      Files.createDirectories(copy.getParent());
      Files.copy(file.getValue(), copy);
    }
    Path obstacle = workspace.resolve("model").resolve(OBSTACLE);
    Files.createDirectories(obstacle.getParent());
    Files.createFile(obstacle);
    return new TinyPretraining(workspace);
  }

  private static boolean hasCheckpoint(TinyPretraining training) {
    try {
      return !training.files("checkpoints").isEmpty();
    } catch (UncheckedIOException e) {
      // files come and go while it looks
      return false;
    }
  }

  private static CommandLineRun unpublished(TinyPretraining training, String... settings) {
    CommandLineRun run = training.run("pretrain", settings);
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.errors()).anyMatch(line -> line.contains("model_index.json is not empty"));
    return run;
  }

  private static CommandLineRun published(TinyPretraining training, String... settings)
      throws IOException {
    Path obstacle = training.workspace().resolve("model").resolve(OBSTACLE);
    Files.delete(obstacle);
    Files.delete(obstacle.getParent());
    CommandLineRun run = training.run("pretrain", settings);
    assertDone(run);
    assertThat(training.files("checkpoints")).isEmpty();
    return run;
  }

  /** The step of the checkpoint that a run went on from, 0 where there was none. */
  private static int goesOnFrom(CommandLineRun run) {
    return run.output().stream()
        .filter(line -> line.contains(" goes on from step "))
        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** SHA-256 by path. */
  private static Map<String, String> digests(TinyPretraining training, String place)
      throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (String file : training.files(place)) {
      if (!NOT_COMPARED.contains(file)) {
        digests.put(file, Sha256.of(training.workspace().resolve(place).resolve(file)));
      }
    }
    return digests;
  }

  /** Lines of a run's history but for the seconds. */
  private static List<String> losses(TinyPretraining training, String run) throws IOException {
    Path losses = training.workspace().resolve("pretrained").resolve(run).resolve("losses.csv");
    return Files.readAllLines(losses).stream().filter(line -> !line.contains(",seconds,")).toList();
  }

  private static void assertDone(CommandLineRun run) {
    assertThat(run.errors()).isEmpty();
    assertThat(run.code()).isZero();
  }
}
