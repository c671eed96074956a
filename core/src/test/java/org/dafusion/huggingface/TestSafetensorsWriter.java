package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dafusion.GoldenData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestSafetensorsWriter {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Path file = folder.resolve("a.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(
            TensorData.of("b", new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
            TensorData.of("a.\"quoted\" é", new float[] {-0f}),
            TensorData.of("ids", new long[] {7, -8}, 2),
            TensorData.of("none", new float[0], 0, 4),
            new TensorData(
                "mask", SafetensorsType.BOOL, List.of(1L), () -> ByteBuffer.wrap(new byte[] {1}))),
        Map.of("format", "pt"));

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.tensors().keySet())
          .containsExactly("ids", "a.\"quoted\" é", "b", "none", "mask");
      assertThat(reader.metadata()).isEqualTo(Map.of("format", "pt"));
      assertThat(reader.info("b").shape()).containsExactly(2L, 3L);
      assertThat(reader.floats("b")).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(reader.info("a.\"quoted\" é").shape()).isEmpty();
      assertThat(reader.longs("ids")).containsExactly(7, -8);
      assertThat(reader.info("none").elements()).isZero();
      assertThat(reader.longs("mask")).containsExactly(1);
    }
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void headerIsPaddedSoThatTensorsAreAligned() throws IOException {
    Path file = folder.resolve("a.safetensors");
    SafetensorsWriter.write(file, List.of(TensorData.of("x", new float[] {1}, 1)), Map.of());

    String json = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    assertThat(json).hasSize(54);
    assertThat(Files.readAllBytes(file))
        .isEqualTo(
            SafetensorsFiles.withLength(
                56,
                (json + "  ").getBytes(StandardCharsets.UTF_8),
                new byte[] {0, 0, (byte) 0x80, 0x3f}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny-sd/text_encoder/model.safetensors",
        "tiny-sd/unet/diffusion_pytorch_model.safetensors",
        "extra/random_streams.safetensors",
        "sd/safety_checker.safetensors"
      })
  void rewritingAFileOfThePythonLibraryGivesTheSameBytes(String name) throws IOException {
    assertRewritingGivesTheSameBytes(GoldenData.full(name));
  }

  @Test
  void rewritingAShippedFileGivesTheSameBytes() throws IOException {
    assertRewritingGivesTheSameBytes(GoldenData.shipped("huggingface/learned_embeds.safetensors"));
  }

  private void assertRewritingGivesTheSameBytes(Path original) throws IOException {
    Path copy = folder.resolve("copy.safetensors");
    try (SafetensorsReader reader = SafetensorsReader.open(original)) {
      List<TensorData> tensors =
          reader.tensors().values().stream()
              .map(
                  info ->
                      new TensorData(
                          info.name(), info.type(), info.shape(), () -> reader.read(info.name())))
              .toList();
      SafetensorsWriter.write(copy, tensors, reader.metadata());
    }
    assertThat(copy).hasSameBinaryContentAs(original);
  }

  @Test
  void refusesTensorWithOtherSizeThanItsShapeAndKeepsTheOldFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.safetensors"), "old");

    assertThatThrownBy(
            () ->
                SafetensorsWriter.write(
                    file, List.of(TensorData.of("x", new float[3], 2, 2)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid tensor x: must have 16 bytes for F32 [2, 2], found 12");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void refusesNameThatComesTwice() {
    List<TensorData> twice =
        List.of(TensorData.of("x", new float[1], 1), TensorData.of("x", new long[1], 1));

    assertThatThrownBy(
            () -> SafetensorsWriter.write(folder.resolve("a.safetensors"), twice, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid tensor name x: must be unique and not the metadata's");
  }

  @Test
  void refusesNegativeSize() {
    assertThatThrownBy(() -> TensorData.of("x", new float[1], -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid shape of tensor x: must not be negative, found [-1]");
  }
}
