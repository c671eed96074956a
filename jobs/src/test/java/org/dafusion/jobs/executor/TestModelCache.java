package org.dafusion.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.table.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node's copies of model folders, whatever happens to the processes that make them. */
class TestModelCache {
  private static final String INDEX =
      "{\"_class_name\": \"StableDiffusionPipeline\", \"unet\": [\"diffusers\", \"UNet2DConditionModel\"]}";

  @TempDir private Path folder;

  private Path model;
  private Path cache;
  private Path reads;

  @BeforeEach
  void writeModel() throws IOException {
    model = Files.createDirectories(folder.resolve("store/sd"));
    Files.createDirectories(model.resolve("unet"));
    Files.writeString(model.resolve("model_index.json"), "{}");
    Files.writeString(model.resolve("unet/weights.safetensors"), "w".repeat(5000));
    cache = folder.resolve("cache");
    reads = folder.resolve("reads");
  }

  @Test
  void twoProcessesAtOnceMakeOneCopy() throws Exception {
    Process one = FetchModel.start(cache, source(), reads, 500);
    Process other = FetchModel.start(cache, source(), reads, 500);

    List<String> said = List.of(output(one), output(other));

    assertThat(said.get(0)).contains("copied to " + cache).isEqualTo(said.get(1));
    assertThat(Files.readAllLines(reads))
        .containsExactly("model_index.json", "weights.safetensors");
    Path copy = fetch();
    assertThat(copy.resolve("unet/weights.safetensors"))
        .hasSameBinaryContentAs(model.resolve("unet/weights.safetensors"));
    assertThat(Files.readAllLines(reads)).hasSize(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
  }

  @Test
  void whatAKilledProcessLeftIsClearedAndTheCopyMadeAnew() throws Exception {
    Process killed = FetchModel.start(cache, source(), reads, 60_000);
    while (!Files.exists(reads)) {
      assertThat(killed.isAlive()).isTrue();
      Thread.sleep(50);
    }
    assertThat(entries(".partial-")).hasSize(1);
    killed.destroyForcibly().waitFor();
    assertThat(entries(".partial-")).hasSize(1);

    Path copy = fetch();

    assertThat(copy.resolve("model_index.json")).hasContent("{}");
    assertThat(entries(".partial-")).isEmpty();
  }

  @Test
  void aCopyWhoseDigestDiffersIsMadeAnew() throws IOException {
    Path weights = fetch().resolve("unet/weights.safetensors");
    Files.writeString(weights, "x".repeat(5000));

    fetch();

    assertThat(weights).hasSameBinaryContentAs(model.resolve("unet/weights.safetensors"));
    assertThat(Files.readAllLines(reads)).hasSize(4);
    Files.delete(weights);
    assertThat(fetch().resolve("unet/weights.safetensors")).exists();
  }

  @Test
  void aFolderThatChangedIsAnotherCopy() throws IOException {
    Path first = fetch();
    Path index = Files.writeString(model.resolve("model_index.json"), "[]");
    Files.setLastModifiedTime(index, FileTime.fromMillis(1_000_000));

    Path second = fetch();

    assertThat(second).isNotEqualTo(first);
    assertThat(second.resolve("model_index.json")).hasContent("[]");
    assertThat(first.resolve("model_index.json")).hasContent("{}");
  }

  @Test
  void theFoldersOwnDigestsMustHold() throws IOException {
    String right = Sha256.of(model.resolve("model_index.json"));
    Path sums = model.resolve("SHA256SUMS");
    Files.writeString(sums, right + "  model_index.json\n");
    assertThat(fetch()).exists();
    String wrong = "0".repeat(64);
    Files.writeString(sums, wrong + "  model_index.json\n# more\n");

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(
            "Cannot use the model %s because the SHA-256 of model_index.json must be %s, as SHA256SUMS says, found %s"
                .formatted(source(), wrong, right));
    assertThat(entries(".partial-")).isEmpty();
  }

  @Test
  void digestsThatAreNoTextAreRefused() throws IOException {
    Files.write(model.resolve("SHA256SUMS"), new byte[] {'a', (byte) 0xff, '\n'});

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage("Cannot use the model %s because its SHA256SUMS is not UTF-8", source());
    assertThat(entries(".partial-")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00ff\u00fe", "{\"sha256\":", "[1]", "{}", "null", ""})
  void aCopyWhoseOwnDigestsAreDamagedIsMadeAnew(String damage) throws IOException {
    Path copy = fetch();
    Path digests = copy.resolveSibling("sha256.json");
    String written = Files.readString(digests);
    Files.write(digests, damage.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(fetch()).isEqualTo(copy);
    assertThat(digests).hasContent(written);
    assertThat(Files.readAllLines(reads)).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\u00ff\u00fe|it is not UTF-8",
        "{\"a\":|.+",
        "[]|.+",
        "no JSON|.+",
      })
  void aModelsJsonThatIsNoneIsRefusedByName(String text, String reason) throws IOException {
    byte[] damaged = text.getBytes(StandardCharsets.ISO_8859_1);
    Files.writeString(model.resolve("model_index.json"), INDEX);
    Path config = Files.write(model.resolve("unet/config.json"), damaged);
    Path copy = fetch();

    assertThatThrownBy(() -> ModelFolder.open(copy).config("unet"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageMatching(
            "(?s)Cannot read \\Q" + copy.resolve("unet/config.json") + "\\E because " + reason);

    Files.delete(config);
    Files.write(model.resolve("model_index.json"), damaged);
    Path other = fetch();
    assertThatThrownBy(() -> ModelFolder.open(other))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageMatching(
            "(?s)Cannot read \\Q" + other.resolve("model_index.json") + "\\E because " + reason);
  }

  @Test
  void aSingleFileIsFetchedTooAndWhatIsNotThereIsTold() throws IOException {
    Path file =
        new ModelCache(cache)
            .fetch(
                new org.apache.hadoop.fs.Path(source() + "/model_index.json"),
                SlowStore.hadoop(reads, 0));
    assertThat(file).hasFileName("model_index.json").hasContent("{}");

    assertThatThrownBy(
            () ->
                new ModelCache(cache)
                    .fetch(
                        new org.apache.hadoop.fs.Path(source() + "2"), SlowStore.hadoop(reads, 0)))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage("Cannot open the model " + source() + "2: there is no such folder");
  }

  /** Where this process may mount a disk of 64 KiB, which takes root. */
  @Test
  void aFullDiskIsToldWithItsFolderAndNothingIsLeft() throws Exception {
    Files.createDirectories(cache);
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", cache.toString())
            .redirectErrorStream(true)
            .start();
    mount.waitFor();
    assumeThat(mount.exitValue()).as("a small disk can be mounted").isZero();
    try {
      Files.writeString(model.resolve("unet/weights.safetensors"), "w".repeat(200_000));
      assertThatThrownBy(this::fetch)
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              "\\Q%s needs 200002 bytes in %s, where \\E\\d+\\Q are free: it holds no copies that could be deleted, so make room on its disk, or set executor.model-cache to a folder on another disk\\E"
                  .formatted(source(), cache));
      assertThat(entries(".partial-")).isEmpty();

      Files.createDirectories(cache.resolve("old-0123456789abcdef/files"));
      Files.writeString(cache.resolve("old-0123456789abcdef/files/w"), "w".repeat(4000));
      assertThatThrownBy(this::fetch)
          .hasMessageMatching(
              ".+ are free: while no job runs, delete copies in it that are not needed, which are old-0123456789abcdef \\(\\d+ bytes\\), or set executor.model-cache to a folder on another disk");
      FileUtil.fullyDelete(cache.resolve("old-0123456789abcdef").toFile());

      // it has room by its numbers, but fills while the copy is made: three files of a page each
      Files.writeString(model.resolve("unet/weights.safetensors"), "w".repeat(40_000));
      for (int i = 0; i < 12; i++) {
        Files.writeString(model.resolve("unet/" + i + ".txt"), "1");
      }
      assertThatThrownBy(this::fetch)
          .hasMessageContaining("where")
          .hasMessageContaining("are free");
      assertThat(entries(".partial-")).isEmpty();
    } finally {
      new ProcessBuilder("umount", cache.toString()).start().waitFor();
    }
  }

  private String source() {
    return "slow:" + model;
  }

  private Path fetch() throws IOException {
    return new ModelCache(cache)
        .fetch(new org.apache.hadoop.fs.Path(source()), SlowStore.hadoop(reads, 0));
  }

  private List<String> entries(String part) throws IOException {
    try (Stream<Path> all = Files.list(cache)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.contains(part))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static String output(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return text.lines().filter(line -> line.startsWith("copied")).findFirst().orElse(text);
  }
}
