package org.dafusion.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.diffusion.LearnedTokens;
import org.junit.jupiter.api.Test;

class TestTokenChoice {
  private static final LearnedTokens TOKENS =
      new LearnedTokens(
          Map.of(
              "<fire_ant>", List.of(new float[] {1}),
              "<ant/1.png>", List.of(new float[] {1}, new float[] {2})));

  @Test
  void theWordOfTheClassStandsInThePrompt() {
    GenerativeAugmentation method =
        Methods.settings("da-fusion").toAugmentation(new TokenChoice(TOKENS, Map.of()));

    assertThat(method.plan(Methods.request(0)).get(0).prompt())
        .isEqualTo("a photo of a <fire_ant>");
  }

  @Test
  void theImagesOwnWordComesBeforeThatOfTheClass() {
    GenerativeAugmentation method =
        Methods.settings("da-fusion")
            .toAugmentation(new TokenChoice(TOKENS, Map.of("ant/1.png", "<ant/1.png>")));

    assertThat(method.plan(Methods.request(0)).get(0).prompt())
        .isEqualTo("a photo of a <ant/1.png>");
  }

  @Test
  void aClassWithoutAWordIsAnErrorThatNamesClassAndMethod() {
    String expected =
        "Cannot make pictures of class bee by the method da-fusion because the token <bee> was not"
            + " learned (learned tokens: <ant/1.png>, <fire_ant>): run the stage invert with the"
            + " same settings first";
    MethodSettings chain =
        Methods.settings(
            "chain", "augment.method.chain={type=sequential, methods=[real-guidance, da-fusion]}");
    TokenChoice tokens = new TokenChoice(TOKENS, Map.of());

    chain.requireTokens(tokens, "fire_ant", "any");
    assertThatThrownBy(() -> chain.requireTokens(tokens, "bee", "any"))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(expected);
    assertThatThrownBy(() -> Methods.of("da-fusion").plan(Methods.request(0)))
        .hasMessageContaining("(learned tokens: there are none)");
  }
}
