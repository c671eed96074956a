package org.dafusion.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dafusion.augment.ClassNameCheck.Text;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestClassNameCheck {
  private static final List<String> CLASSES =
      List.of(
          "leafy_spurge",
          "fox",
          "ox",
          "Bird of the Paradise",
          "tv_monitor",
          "a_priori",
          "caf\u00e9");
  private static final ClassNameCheck CHECK = new ClassNameCheck(CLASSES);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a photo of leafy spurge|leafy spurge|leafy_spurge",
        "a LEAFY-SPURGE|leafy spurge|leafy_spurge",
        "leafyspurge from above|leafyspurge|leafy_spurge",
        "a leafy meadow|leafy|leafy_spurge",
        "Spurges in a field|spurges|leafy_spurge",
        "two foxes|foxes|fox",
        "an ox|ox|ox",
        "birds in a tree|birds|Bird of the Paradise",
        "a tv on a wall|tv|tv_monitor",
        "two TVs|tvs|tv_monitor",
        "a cafe\u0301 at night|caf\u00e9|caf\u00e9",
        "CAF\u00c9S|caf\u00e9s|caf\u00e9"
      })
  void aNameOrAWordOfItIsFound(String text, String word, String className) {
    assertThatThrownBy(() -> CHECK.require(List.of(new Text("augment.method.m.prompt", text))))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "Invalid settings:\n  augment.method.m.prompt must not name a class"
                + " (leakage.class-names = refused), found '%s', where '%s' is of the class %s"
                    .formatted(text, word, className));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a photo",
        "a photo of the",
        "a leaf",
        "foxtrot",
        "box of toys",
        "<>",
        "o x",
        "as a cafe"
      })
  void whatOnlyResemblesANameIsNot(String text) {
    assertThatNoException()
        .isThrownBy(() -> CHECK.require(List.of(new Text("augment.prompt", text))));
  }

  @Test
  void leaksInPromptTemplateAndInitialWordAreToldTogether() {
    List<Text> texts =
        List.of(
            new Text("augment.method.m.prompt", "a photo of a fox"),
            new Text("augment.method.m.prompt", "a photo of an ox"),
            new Text("invert.templates", "a good photo of a {}"),
            new Text("invert.templates", "the spurge {}"),
            new Text("invert.initial-word", "bird"));

    assertThatThrownBy(() -> CHECK.require(texts))
        .hasMessage(
            """
            Invalid settings:
              augment.method.m.prompt must not name a class (leakage.class-names = refused), found 'a photo of a fox', where 'fox' is of the class fox
              invert.templates must not name a class (leakage.class-names = refused), found 'the spurge {}', where 'spurge' is of the class leafy_spurge
              invert.initial-word must not name a class (leakage.class-names = refused), found 'bird', where 'bird' is of the class Bird of the Paradise"""
                .stripTrailing());
  }

  /** A learned token stands between others; what is left and right of it does not become one. */
  @Test
  void aPromptFallsApartWhereTheLearnedWordStands() {
    MethodSettings settings =
        Methods.settings("m", "augment.method.m={type=da-fusion, prompt=\"a hot{name}dog\"}");

    assertThat(settings.texts(List.of("hotdog")))
        .extracting(Text::text)
        .containsExactly("a hot dog", settings.negativePrompt());
    assertThatThrownBy(
            () ->
                new ClassNameCheck(List.of("dog_rose"))
                    .require(settings.texts(List.of("dog_rose"))))
        .hasMessageContaining("where 'dog' is of the class dog_rose");
  }

  @Test
  void namingTheClassIsRealGuidancesLeakAndALearnedWordIsNone() {
    List<String> classes = List.of("fire_ant", "bee");
    MethodSettings both =
        Methods.settings(
            "both",
            "augment.method.both={type=parallel, methods=[real-guidance, da-fusion, agnostic]}",
            "augment.method.agnostic={prompt=a photo, negative-prompt=no bees}");

    assertThatThrownBy(() -> new ClassNameCheck(classes).require(both.texts(classes)))
        .hasMessage(
            """
            Invalid settings:
              augment.method.real-guidance.prompt must not name a class (leakage.class-names = refused), found 'a photo of a fire ant', where 'fire ant' is of the class fire_ant
              augment.method.agnostic.negative-prompt must not name a class (leakage.class-names = refused), found 'no bees', where 'bees' is of the class bee""");
  }
}
