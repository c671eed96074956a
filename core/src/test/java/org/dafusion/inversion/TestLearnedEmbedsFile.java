package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dafusion.GoldenData;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestLearnedEmbedsFile {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("learned_embeds.safetensors");
  }

  @Test
  void whatWasWrittenIsReadToTheLastBit() throws IOException {
    LearnedTokens tokens =
        new LearnedTokens(
            Map.of(
                "<dog>", List.of(new float[] {1, -0f, 3e-42f}),
                "<tv/monitor>", List.of(new float[] {1, 2, 3}, new float[] {4, 5, 6})));

    LearnedEmbedsFile.write(file, tokens);

    LearnedTokens read = LearnedEmbedsFile.read(file);
    assertThat(read.placeholders()).containsExactly("<dog>", "<tv/monitor>");
    assertThat(read.vectors("<dog>").get(0)).containsExactly(1, -0f, 3e-42f);
    assertThat(read.vectors("<tv/monitor>"))
        .usingRecursiveComparison()
        .isEqualTo(tokens.vectors("<tv/monitor>"));
  }

  /** One vector is a row of upstream's table, several are a matrix of them. */
  @Test
  void shapesAreThoseOfDiffusers() throws IOException {
    LearnedEmbedsFile.write(
        file,
        new LearnedTokens(
            Map.of(
                "<one>", List.of(new float[] {1, 2, 3}),
                "<two>", List.of(new float[3], new float[3]))));

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.info("<one>").shape()).containsExactly(3L);
      assertThat(reader.info("<two>").shape()).containsExactly(2L, 3L);
      assertThat(reader.metadata()).containsEntry("format", "pt");
    }
  }

  @Test
  void entriesThatUpstreamNumbersAreOneToken() throws IOException {
    write(
        TensorData.of("<x>", new float[] {1, 2}, 2),
        TensorData.of("<x>_1", new float[] {3, 4}, 1, 2),
        TensorData.of("<x>_2", new float[] {5, 6}, 2),
        TensorData.of("<y>", new float[] {7, 8}, 1, 2));

    LearnedTokens tokens = LearnedEmbedsFile.read(file);

    assertThat(tokens.placeholders()).containsExactly("<x>", "<y>");
    assertThat(tokens.vectors("<x>").stream().map(Arrays::toString))
        .containsExactly("[1.0, 2.0]", "[3.0, 4.0]", "[5.0, 6.0]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"F16", "BF16"})
  void halfPrecisionIsWidened(String type) throws IOException {
    short one = (short) (type.equals("F16") ? 0x3c00 : 0x3f80);
    write(
        new TensorData(
            "<x>",
            SafetensorsType.valueOf(type),
            List.of(2L),
            () ->
                ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort(one)
                    .putShort((short) (one | 0x8000))
                    .flip()));

    assertThat(LearnedEmbedsFile.read(file).vectors("<x>").get(0)).containsExactly(1, -1);
  }

  @Test
  void whatUpstreamWroteIsReadOrNamed() throws IOException {
    Path golden = GoldenData.full("extra/learned_embeds.safetensors");
    assertThatThrownBy(() -> LearnedEmbedsFile.read(golden))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("must be a word in angle brackets, such as <dog>, found class.<dog>");
    try (SafetensorsReader reader = SafetensorsReader.open(golden)) {
      float[] values = reader.floats("<dining_table>");
      write(TensorData.of("<dining_table>", values, values.length));
      assertThat(LearnedEmbedsFile.read(file).vectors("<dining_table>").get(0))
          .containsExactly(values);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"learned_embeds.bin", "tokens.pt", "tokens.ckpt"})
  void aPickleIsRefusedWithTheWayOut(String name) throws IOException {
    Path pickle = Files.createFile(folder.resolve(name));

    assertThatThrownBy(() -> LearnedEmbedsFile.read(pickle))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining(pickle.toString())
        .hasMessageContaining("Convert it once to safetensors");
  }

  @Test
  void filesThatHoldAnythingElseAreRefused() throws IOException {
    write();
    assertRefused("it holds no tokens");
    write(TensorData.of("emb_params", new float[2], 2));
    assertRefused("found emb_params");
    write(TensorData.of("<x>_1", new float[2], 2));
    assertRefused("<x> is missing, which must come before <x>_1");
    write(TensorData.of("<x>", new float[2], 2), TensorData.of("<x>_2", new float[2], 2));
    assertRefused("<x>_1 is missing, which must come before <x>_2");
    write(TensorData.of("<x>", new float[4], 2, 2), TensorData.of("<x>_1", new float[2], 2));
    assertRefused("<x> must be one vector, as the token has more entries, found 2");
    write(TensorData.of("<x>", new float[8], 2, 2, 2));
    assertRefused("<x> must have the shape [width] or [vectors, width], found [2, 2, 2]");
    write(TensorData.of("<x>", new float[] {1, Float.NaN}, 2));
    assertRefused("<x> must hold finite numbers, found NaN at place 1");
    write(
        TensorData.of("<x>", new float[2], 2),
        TensorData.of("<x>_1", new float[] {Float.NEGATIVE_INFINITY, 1}, 2));
    assertRefused("<x>_1 must hold finite numbers, found -Infinity at place 0");
    write(TensorData.of("<x>", new float[2], 2), TensorData.of("<y>", new float[3], 3));
    assertRefused("its vectors must all have one width");
  }

  private void write(TensorData... tensors) throws IOException {
    SafetensorsWriter.write(file, List.of(tensors), Map.of());
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> LearnedEmbedsFile.read(file))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot read learned tokens from " + file + " because ")
        .hasMessageEndingWith(reason);
  }
}
