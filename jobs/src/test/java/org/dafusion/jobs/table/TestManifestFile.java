package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestManifestFile {
  @TempDir private Path folder;
  private ManifestFile manifest;

  @BeforeEach
  void openManifest() {
    manifest = at(folder.resolve("synthetic"));
  }

  @Test
  void aRunComesBackAsItWasRecorded() {
    RunManifest run = run("r1", 3.5);

    manifest.record(run);

    assertThat(manifest.runs()).containsExactly(run);
    assertThat(manifest.find("r1")).contains(run);
    assertThat(manifest.find("r2")).isEmpty();
  }

  @Test
  void runsKeepTheirOrderAndThoseThatGoOnAddTheirSeconds() {
    manifest.record(run("r1", 1));
    manifest.record(run("r2", 2));
    manifest.record(run("r1", 3));

    assertThat(manifest.runs()).extracting(RunManifest::run).containsExactly("r1", "r2");
    assertThat(manifest.runs()).extracting(RunManifest::seconds).containsExactly(4.0, 2.0);
  }

  @Test
  void replacingLeavesNothingBehindAndOtherReadersSeeTheNewFile() throws IOException {
    manifest.record(run("r1", 1));
    manifest.record(run("r1", 22));

    String[] left = folder.resolve("synthetic").toFile().list((dir, name) -> name.endsWith(".tmp"));
    assertThat(left).isEmpty();
    // Hadoop's local file system keeps checksums beside its files; a stale one would fail here.
    org.apache.hadoop.fs.Path path =
        new org.apache.hadoop.fs.Path(folder.resolve("synthetic/manifest.json").toUri());
    try (FSDataInputStream in = FileSystem.getLocal(new Configuration()).open(path)) {
      assertThat(new String(in.readAllBytes())).contains("\"seconds\": 23.0");
    }
  }

  @Test
  void refusesAFileThatIsNotAManifest() throws IOException {
    File file = folder.resolve("synthetic/manifest.json").toFile();
    Files.createDirectories(file.getParentFile().toPath());
    Files.writeString(file.toPath(), "{\"runs\": 3}");

    assertThatThrownBy(() -> manifest.runs())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot read file:")
        .hasMessageContaining("manifest.json because ");
  }

  private static ManifestFile at(Path folder) {
    return new ManifestFile(new Configuration(), new org.apache.hadoop.fs.Path(folder.toUri()));
  }

  private static RunManifest run(String id, double seconds) {
    return new RunManifest(
        id,
        "augment",
        Map.of(
            "augment", Map.of("prompt", "a <photo>", "steps", 25L, "intensities", List.of(0.25))),
        Map.of("examples", "r0"),
        Map.of("augment.seed", Long.MIN_VALUE),
        Map.of("ok", 2L, "refused", 1L),
        List.of(new RunManifest.RefusedRow("train/é.jpg", "refused", "the file is empty")),
        Map.of("spark", "3.5.8"),
        seconds,
        new TreeSet<>(Set.of("cpu:0", "cpu:1")),
        "2026-01-01T00:00:00Z",
        null,
        Map.of("loss", 0.25, "weights", Map.of("vae/model.safetensors", "ab12")));
  }

  @Test
  void entriesFromBeforeThereWereResultsHaveNone() throws IOException {
    manifest.record(run("r1", 1));
    Path file = folder.resolve("synthetic/manifest.json");
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(json.getAsJsonArray("runs").get(0).getAsJsonObject().remove("results")).isNotNull();
    Files.writeString(file, json.toString());
    Files.deleteIfExists(folder.resolve("synthetic/.manifest.json.crc"));

    assertThat(manifest.find("r1").orElseThrow().results()).isEmpty();
  }

  @Test
  void settingsOfAConfigurationFileAreWrittenNested() throws IOException {
    RunManifest plain = run("r1", 1);
    Map<String, Object> settings =
        ConfigFactory.parseString("augment { steps = 25, guidance-scale = 7.5 }")
            .root()
            .unwrapped();

    manifest.record(
        new RunManifest(
            plain.run(),
            plain.stage(),
            settings,
            plain.inputs(),
            plain.seeds(),
            plain.counts(),
            plain.refused(),
            plain.versions(),
            plain.seconds(),
            plain.devices(),
            plain.finished(),
            plain.continuedBy(),
            plain.results()));

    assertThat(Files.readString(folder.resolve("synthetic/manifest.json")).replaceAll("\\s", ""))
        .contains("\"settings\":{\"augment\":{\"guidance-scale\":7.5,\"steps\":25}}");
  }
}
