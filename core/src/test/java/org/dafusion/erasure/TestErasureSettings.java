package org.dafusion.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestErasureSettings {
  @Test
  void thePresetOfThePaperIsTheReference() {
    ErasurePreset paper = ErasureSettings.from(Erasures.block(List.of())).preset();

    assertThat(paper)
        .isEqualTo(new ErasurePreset("paper", "full", 1000, 1e-5, 3, 1, 50, "student", "spread"));
  }

  @Test
  void esdXIsTheLaterRecipe() {
    ErasurePreset esdX =
        ErasureSettings.from(Erasures.block(List.of("erase.preset=esd-x"))).preset();

    assertThat(esdX)
        .isEqualTo(new ErasurePreset("esd-x", "xattn", 200, 5e-5, 3, 2, 50, "frozen", "grid"));
  }

  @Test
  void eachClassIsAConceptOrAllAreOne() {
    List<String> names = List.of("polo", "trench coat");

    assertThat(Erasures.small("erase.prompt=a {name}").concepts(names))
        .containsExactly(
            new ErasedConcept("polo", List.of("a polo")),
            new ErasedConcept("trench coat", List.of("a trench coat")));
    assertThat(Erasures.small("erase.scope=all-classes").concepts(names))
        .containsExactly(new ErasedConcept("*", names));
  }

  @Test
  void aClassIsErasedUnderTheTextThatPicturesAreMadeWith() {
    assertThat(Erasures.small("erase.prompt=a {name}").concepts(List.of("leafy_spurge")))
        .containsExactly(new ErasedConcept("leafy_spurge", List.of("a leafy spurge")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "erase.preset=none | erase.preset must be one of esd-x, paper, found 'none'",
        "erase.scope=some | erase.scope must be one of per-class, all-classes, found 'some'",
        "erase.prompt=dog | erase.prompt must contain {name}, found 'dog'",
        "erase.size=4 | erase.size must be between 8 and 4096, found 4",
        "erase.partial-latents=4 | erase.partial-latents must be between 1 and 3, found 4",
        "erase.stored-type=fp16 | erase.stored-type must be one of fp32, bf16, found 'fp16'",
        "erase.checkpoint-every=0 | erase.checkpoint-every must be between 1 and 1000000, found 0",
        "erase.seed=-1 | erase.seed must be at least 0, found -1",
        "erase.presets.paper.train-method=some | erase.presets.paper.train-method must be one of"
            + " full, xattn, noxattn, selfattn, notime, found 'some'",
        "erase.presets.paper.learning-rate=0 | erase.presets.paper.learning-rate must be positive",
        "erase.presets.paper.sampling-steps=1 | erase.presets.paper.sampling-steps must be between"
            + " 2 and 1000, found 1",
        "erase.presets.paper.timestep=any | erase.presets.paper.timestep must be one of spread,"
            + " grid, found 'any'",
        "erase.presets.paper.sampling=any | erase.presets.paper.sampling must be one of student,"
            + " frozen, found 'any'"
      })
  void valuesOutOfRangeAreNamed(String override, String message) {
    assertThatThrownBy(() -> Erasures.small(override))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(message);
  }
}
