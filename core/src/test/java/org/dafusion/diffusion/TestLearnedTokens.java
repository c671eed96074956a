package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dafusion.bench.SmallFolder;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLearnedTokens {
  @TempDir private static Path folder;
  private static TextEncoder encoder;
  private static StableDiffusion model;
  private static float[] table;

  @BeforeAll
  static void load() throws IOException {
    ModelFolder small = ModelFolder.open(SmallFolder.write(folder.resolve("model")));
    model = StableDiffusion.load(small, Precision.FP32, Device.cpu(), false);
    encoder = model.textEncoder();
    try (Weights weights = small.weights("text_encoder")) {
      table = weights.floats("text_model.embeddings.token_embedding.weight");
    }
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aTokenWithTheVectorsOfWordsReadsAsThoseWords() {
    List<float[]> vectors =
        Arrays.stream(encoder.tokenizer().wordIds("red dog"))
            .mapToObj(id -> Arrays.copyOfRange(table, (int) id * width(), (int) (id + 1) * width()))
            .toList();
    LearnedTokens tokens = new LearnedTokens(Map.of("<x>", vectors));
    assertThat(encoder.encode("a <x> and a <x>", tokens))
        .containsExactly(encoder.encode("a red dog and a red dog", LearnedTokens.NONE));
  }

  @Test
  void samePlaceholderOtherVectorsOtherMeaning() {
    LearnedTokens first = new LearnedTokens(Map.of("<x>", filled(0.1f)));
    LearnedTokens second = new LearnedTokens(Map.of("<x>", filled(0.2f)));
    float[] before = encoder.encode("a <x>", first);
    assertThat(encoder.encode("a <x>", second)).isNotEqualTo(before);
    assertThat(encoder.encode("a <x>", first)).containsExactly(before);
  }

  @Test
  void aTokenThatWasNeverLearnedIsAnError() {
    LearnedTokens tokens = new LearnedTokens(Map.of("<cat>", filled(1)));
    assertThatThrownBy(() -> encoder.encode("a photo of a <dog>", tokens))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid prompt 'a photo of a <dog>': must use tokens that were learned (<cat>), found <dog>");
  }

  @Test
  void aTokenThatTheEndOfThePromptCutsOffIsAnError() {
    LearnedTokens tokens = new LearnedTokens(Map.of("<dog>", filled(1)));
    assertThatThrownBy(() -> encoder.encode("a ".repeat(75) + "<dog>", tokens))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be short enough to keep <dog>");
  }

  @Test
  void vectorsOfAnotherWidthAreAnError() {
    LearnedTokens tokens = new LearnedTokens(Map.of("<dog>", List.of(new float[3])));
    assertThatThrownBy(() -> encoder.encode("a <dog>", tokens))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid learned token: must have vectors of width %d, the text encoder's, found 3"
                .formatted(width()));
  }

  @Test
  void classNamesMakePlaceholders() {
    assertThat(LearnedTokens.placeholder("leafy spurge")).isEqualTo("<leafy_spurge>");
    assertThat(LearnedTokens.placeholder("cyclamen ")).isEqualTo("<cyclamen_>");
    assertThat(LearnedTokens.placeholder("a<b>")).isEqualTo("<a_b_>");
  }

  private static List<float[]> filled(float value) {
    float[] vector = new float[width()];
    Arrays.fill(vector, value);
    return List.of(vector);
  }

  private static int width() {
    return SmallFolder.WIDTH;
  }
}
