package org.dafusion.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestRules {
  @Test
  void namesEveryRuleThatIsBroken() {
    Rules rules =
        Rules.of("augment")
            .between("steps", 0, 1, 1000)
            .between("strength", 1.5, 0.0, 1.0)
            .between("share", Double.NaN, 0.0, 1.0)
            .eachBetween("intensities", List.of(0.5, Double.NaN), 0.0, 1.0)
            .atLeast("threads", -1, 0)
            .atLeast("scale", Double.POSITIVE_INFINITY, 0.0)
            .positive("batch", 0)
            .positive("rate", Double.NaN)
            .oneOf("scheduler", "heun", List.of("ddim", "pndm"))
            .notEmpty("prompt", " ")
            .notEmpty("methods", List.of())
            .that("size", false, "be a multiple of 8", 500);

    assertThat(catchThrowableOfType(InvalidSettingsException.class, rules::verify).problems())
        .extracting(Problem::toString)
        .containsExactly(
            "augment.steps must be between 1 and 1000, found 0",
            "augment.strength must be between 0.0 and 1.0, found 1.5",
            "augment.share must be between 0.0 and 1.0, found NaN",
            "augment.intensities must hold only numbers between 0.0 and 1.0, found [0.5, NaN]",
            "augment.threads must be at least 0, found -1",
            "augment.scale must be at least 0.0, found Infinity",
            "augment.batch must be positive, found 0",
            "augment.rate must be positive, found NaN",
            "augment.scheduler must be one of ddim, pndm, found 'heun'",
            "augment.prompt must not be empty, found ' '",
            "augment.methods must not be empty, found []",
            "augment.size must be a multiple of 8, found 500");
  }

  @Test
  void whatRecordsBreakIsToldTogether() {
    Rules rules = Rules.of("benchmark").atLeast("seeds", -1, 0);

    assertThat(rules.read(() -> "valid")).isEqualTo("valid");
    assertThat(rules.read(() -> invalid("benchmark.method.a"))).isNull();
    assertThat(rules.read(() -> invalid("benchmark.method.b"))).isNull();

    assertThat(catchThrowableOfType(InvalidSettingsException.class, rules::verify).problems())
        .extracting(Problem::key)
        .containsExactly("benchmark.seeds", "benchmark.method.a.rate", "benchmark.method.b.rate");
  }

  private static Object invalid(String block) {
    Rules.of(block).positive("rate", 0).verify();
    return block;
  }

  @Test
  void boundsAreInclusive() {
    assertThatCode(
            () ->
                Rules.of("")
                    .between("a", 1, 1, 1)
                    .between("b", 0.0, 0.0, 1.0)
                    .eachBetween("c", List.of(0.0, 1.0), 0.0, 1.0)
                    .atLeast("d", 0, 0)
                    .verify())
        .doesNotThrowAnyException();
  }

  @Test
  void keysAtTheRootHaveNoBlock() {
    assertThatThrownBy(() -> Rules.of("").notEmpty("workspace", "").verify())
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("Invalid settings:\n  workspace must not be empty, found ''");
  }
}
