package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dafusion.bench.SmallFolder;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.diffusion.TextEncoder;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small folder's tokenizer spells a word that means nothing letter by letter. */
class TestInitialVectors {
  @TempDir private static Path temporary;
  private static Path folder;
  private static StableDiffusion model;
  private static TextEncoder encoder;

  @BeforeAll
  static void load() throws IOException {
    folder = SmallFolder.write(temporary.resolve("model"));
    model = StableDiffusion.load(ModelFolder.open(folder), Precision.FP32, Device.cpu(), false);
    encoder = model.textEncoder();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void vectorsTakeSubwordsInOrderAndRepeatTheLast() {
    List<float[]> letters = letters("qxz");
    assertThat(letters).hasSize(3);

    assertThat(of("qxz", "order", 2)).usingRecursiveComparison().isEqualTo(letters.subList(0, 2));
    assertThat(of("qxz", "order", 5))
        .usingRecursiveComparison()
        .isEqualTo(
            List.of(
                letters.get(0), letters.get(1), letters.get(2), letters.get(2), letters.get(2)));
  }

  @Test
  void orEveryVectorTheirMean() {
    List<float[]> letters = letters("qxz");
    assertThat(letters).hasSize(3);
    List<float[]> mean = of("qxz", "mean", 2);

    assertThat(mean).hasSize(2);
    for (int i = 0; i < SmallFolder.WIDTH; i++) {
      float expected =
          (float) (((double) letters.get(0)[i] + letters.get(1)[i] + letters.get(2)[i]) / 3);
      assertThat(mean.get(0)[i]).isEqualTo(expected);
      assertThat(mean.get(1)[i]).isEqualTo(expected);
    }
  }

  @Test
  void aNameStandsForTheClassAndIsReadAsLanguage() {
    assertThat(InitialVectors.of(encoder, Recipes.startingWith("{name}", "order", 3), "a_b"))
        .usingRecursiveComparison()
        .isEqualTo(of("a b", "order", 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "<dog>", "a <dog>"})
  void aWordThatNobodyKnowsIsNamed(String word) {
    InversionRecipe recipe = Recipes.startingWith("{name}", "order", 1);

    assertThatThrownBy(() -> InitialVectors.of(encoder, recipe, word))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "invert.recipes.test.initial must be a word that the model's vocabulary can spell, found '"
                + word.strip()
                + "'");
    assertThatThrownBy(() -> InitialVectors.verify(encoder.tokenizer(), recipe, word))
        .isInstanceOf(InvalidSettingsException.class);
  }

  @Test
  void aPlaceholderThatTheVocabularyHasIsNamed() {
    String taken = encoder.tokenizer().has("<|endoftext|>") ? "<|endoftext|>" : "a";

    assertThatThrownBy(() -> InitialVectors.requireNew(encoder.tokenizer(), taken))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "Cannot learn the token " + taken + " because the model's vocabulary has it already");
    assertThatCode(() -> InitialVectors.requireNew(encoder.tokenizer(), "<dog>"))
        .doesNotThrowAnyException();
  }

  @Test
  void vectorsThatAreRowsOfTheTableAreFoundThere() {
    float[] table = {9, 9, 0.1f, -0.3f, 5, 1e-7f};
    float[] row = {0.1f, -0.3f};
    // the nearest numbers of bfloat16, and of float16 by NumPy
    float[] bf16 = {0.10009765625f, -0.30078125f};
    float[] f16 = {5, 1.1920928955078125e-7f};

    assertThat(InitialVectors.rows(table, List.of(row))).containsExactly(1);
    assertThat(InitialVectors.rows(table, List.of(f16, bf16, row))).containsExactly(2, 1, 1);
    float[] moved = {0.1f, -0.302f};
    assertThat(InitialVectors.rows(table, List.of(moved))).isEmpty();
    assertThat(InitialVectors.rows(table, List.of(row, moved))).isEmpty();
    float[] acrossRows = {9, 0.1f};
    assertThat(InitialVectors.rows(table, List.of(acrossRows))).isEmpty();
  }

  private static List<float[]> of(String word, String subwords, int vectors) {
    return InitialVectors.of(encoder, Recipes.startingWith(word, subwords, vectors), "class");
  }

  /** Rows of the embedding table. */
  private static List<float[]> letters(String word) {
    try (Weights weights = ModelFolder.open(folder).weights("text_encoder")) {
      float[] table = weights.floats("text_model.embeddings.token_embedding.weight");
      return Arrays.stream(encoder.tokenizer().wordIds(word))
          .mapToObj(
              id ->
                  Arrays.copyOfRange(
                      table, (int) id * SmallFolder.WIDTH, ((int) id + 1) * SmallFolder.WIDTH))
          .toList();
    }
  }
}
