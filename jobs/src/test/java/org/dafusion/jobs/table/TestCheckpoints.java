package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestCheckpoints extends SparkTest {
  private Workspace workspace;
  private Checkpoints checkpoints;

  @BeforeEach
  void openCheckpoints() {
    workspace = Workspace.at(spark, folder.resolve("work").toString());
    checkpoints = Checkpoints.in(workspace, "r1");
  }

  @Test
  void aStateComesBackUntilItIsForgotten() throws IOException {
    store("one", 1);
    store("other", 2);
    Files.writeString(folder.resolve("work/checkpoints/r1/.fresh-killed"), "half");

    assertThat(fetch("one")).isTrue();
    checkpoints.delete("one", workspace.hadoop());
    checkpoints.delete("unknown", workspace.hadoop());
    assertThat(fetch("one")).isFalse();
    assertThat(fetch("other")).isTrue();

    checkpoints.delete("other", workspace.hadoop());
    assertThat(folder.resolve("work/checkpoints/r1")).doesNotExist();
  }

  @Test
  void aStateWhoseChecksumsAreThoseOfAnotherIsTakenForAbsent() throws IOException {
    store("one", 1);
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length - 1] ^= 1;
    Files.write(file(), bytes);

    assertThat(fetch("one")).isFalse();

    store("one", 3);
    assertThat(fetch("one")).isTrue();
  }

  @Test
  void aStateThatIsCutOffIsTakenForAbsent() throws IOException {
    store("one", 1);
    byte[] bytes = Files.readAllBytes(file());
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length - 1));
    checkpoints.store("one", cut, workspace.hadoop());

    assertThat(fetch("one")).isFalse();
  }

  private void store(String id, float value) throws IOException {
    Path local = folder.resolve("local");
    SafetensorsWriter.write(
        local, List.of(TensorData.of("value", new float[] {value}, 1)), Map.of());
    checkpoints.store(id, local, workspace.hadoop());
  }

  private boolean fetch(String id) {
    return checkpoints.fetch(id, folder.resolve("fetched"), workspace.hadoop());
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("work/checkpoints/r1"))) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).findAny().orElseThrow();
    }
  }
}
