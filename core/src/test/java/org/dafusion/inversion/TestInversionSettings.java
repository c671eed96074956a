package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestInversionSettings {
  private static final Map<String, String> NAMED_BLOCKS =
      Map.of("invert.recipes", "invert.recipe-defaults");

  @Test
  void defaultsAreThoseOfThePaper() {
    InversionSettings settings = InversionSettings.from(invert());

    assertThat(settings)
        .isEqualTo(
            new InversionSettings("table", "pooled", List.of(), 512, "auto", "auto", 100, 0));
    InversionRecipe table = InversionRecipe.from("table", invert());
    assertThat(table)
        .isEqualTo(
            new InversionRecipe(
                "table",
                "the",
                "order",
                1,
                4,
                1000,
                0.002,
                "constant",
                0,
                0.01,
                true,
                table.templates()));
    assertThat(table.templates()).hasSize(27).doesNotHaveDuplicates();
    assertThat(table.templates()).first().isEqualTo("a photo of a {}");
    assertThat(table.templates()).last().isEqualTo("a photo of a small {}");
  }

  @Test
  void theFinalRecipeIsTheAuthors() {
    InversionRecipe recipe = InversionRecipe.from("final", invert());

    assertThat(recipe.initialWord("dining_table")).isEqualTo("dining table");
    assertThat(recipe.vectors()).isEqualTo(4);
    assertThat(recipe.batch()).isEqualTo(8);
    assertThat(recipe.steps()).isEqualTo(2000);
    assertThat(recipe.learningRate()).isEqualTo(0.004);
    assertThat(recipe.learningRate(1)).isEqualTo(0.004);
    assertThat(recipe.templates()).hasSize(27);
  }

  @Test
  void everyRecipeOfTheReferenceIsValid() {
    invert()
        .getObject("recipes")
        .keySet()
        .forEach(name -> assertThat(InversionRecipe.from(name, invert()).name()).isEqualTo(name));
  }

  @Test
  void aRecipeOfOnesOwnStartsFromTheDefaults() {
    InversionRecipe own =
        InversionRecipe.from("mine", invert("invert.recipes.mine={steps=10, schedule=cosine}"));

    assertThat(own.steps()).isEqualTo(10);
    assertThat(own.batch()).isEqualTo(4);
    assertThat(own.learningRate(6)).isEqualTo(0.001);
  }

  @Test
  void aRecipeThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> InversionRecipe.from("tabel", invert()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("invert.recipe must be one of fast, final, table, found 'tabel'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "initial=\"\" | initial must not be empty",
        "subwords=last | subwords must be one of order, mean",
        "vectors=0 | vectors must be between 1 and 64",
        "batch=0 | batch must be between 1 and 1024",
        "steps=0 | steps must be between 1 and 1000000",
        "learning-rate=0 | learning-rate must be positive",
        "learning-rate=1e31 | learning-rate must be at most 1.0E30",
        "schedule=linear | schedule must be one of constant, cosine",
        "warmup=-1 | warmup must be between 0 and 1000000",
        "weight-decay=-0.1 | weight-decay must be at least 0.0",
        "templates=[] | templates must not be empty",
        "templates=[\"a photo of {name}\"] | templates must each have {} where the token is put in,"
            + " found [a photo of {name}]"
      })
  void valuesOutOfRangeAreNamed(String override, String expected) {
    Config invert = invert("invert.recipes.table." + override);

    assertThatThrownBy(() -> InversionRecipe.from("table", invert))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("invert.recipes.table." + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokens=all | tokens must be one of pooled, specific, hybrid",
        "tokens=hybrid | specific-classes must name classes where tokens is hybrid, and only there,"
            + " found []",
        "specific-classes=[dog] | specific-classes must name classes where tokens is hybrid, and"
            + " only there, found [dog]",
        "size=4 | size must be between 8 and 4096",
        "rows=0 | rows must be auto or a whole number between 1 and 1024, found '0'",
        "rows=1025 | rows must be auto or a whole number between 1 and 1024, found '1025'",
        "rows=2.5 | rows must be auto or a whole number between 1 and 1024, found '2.5'",
        "rows=all | rows must be auto or a whole number between 1 and 1024, found 'all'",
        "gradient-checkpointing=maybe | gradient-checkpointing must be one of auto, on, off",
        "checkpoint-every=0 | checkpoint-every must be between 1 and 1000000",
        "seed=-1 | seed must be at least 0"
      })
  void settingsOutOfRangeAreNamed(String override, String expected) {
    Config invert = invert("invert." + override);

    assertThatThrownBy(() -> InversionSettings.from(invert))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("invert." + expected);
  }

  @Test
  void theScopeDecidesByClass() {
    assertThat(settings().isSpecific("dog")).isFalse();
    assertThat(settings("invert.tokens=specific").isSpecific("dog")).isTrue();
    InversionSettings hybrid =
        settings("invert.tokens=hybrid", "invert.specific-classes=[no spurge]");
    assertThat(hybrid.isSpecific("no spurge")).isTrue();
    assertThat(hybrid.isSpecific("leafy spurge")).isFalse();
  }

  private static InversionSettings settings(String... overrides) {
    return InversionSettings.from(invert(overrides));
  }

  private static Config invert(String... overrides) {
    return ExperimentConfig.load(
            ExperimentConfig.reference(), null, List.of(overrides), NAMED_BLOCKS)
        .config()
        .getConfig("invert");
  }
}
