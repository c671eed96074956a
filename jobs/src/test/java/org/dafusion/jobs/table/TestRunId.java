package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestRunId {
  @Test
  void isALetterAndFifteenHexDigits() {
    assertThat(RunId.of("augment", Map.of("steps", 25))).matches("r[0-9a-f]{15}");
  }

  /** {@code printf 'augment\n{"steps":25,}' | sha256sum}. */
  @Test
  void isTheDigestOfTheCanonicalText() {
    assertThat(RunId.of("augment", Map.of("steps", 25))).isEqualTo("reead7dd31b51386");
  }

  @Test
  void doesNotDependOnOrderOrSpelling() {
    assertThat(id("a = 1, b { c = [0.5, x], d = 2.0 }"))
        .isEqualTo(id("b.d = 2\nb.c = [ 0.50 , \"x\" ]\na = 1.0"));
  }

  @Test
  void changesWithAValueItsTypeItsPlaceAndTheStage() {
    String id = id("a = 1, b { c = [x, y] }");

    assertThat(id("a = 2, b { c = [x, y] }")).isNotEqualTo(id);
    assertThat(id("a = \"1\", b { c = [x, y] }")).isNotEqualTo(id);
    assertThat(id("a = 1, b { c = [y, x] }")).isNotEqualTo(id);
    assertThat(id("a = 1, b { c = [\"x,y\"] }")).isNotEqualTo(id);
    assertThat(id("a = 1, c = [x, y]")).isNotEqualTo(id);
    assertThat(RunId.of("train", settings("a = 1, b { c = [x, y] }"))).isNotEqualTo(id);
  }

  @Test
  void refusesAValueWithoutACanonicalText() {
    assertThatThrownBy(() -> RunId.of("augment", Map.of("model", Map.of("path", Path.of("a")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot name a run because augment.model.path is a ");
  }

  private static String id(String hocon) {
    return RunId.of("augment", settings(hocon));
  }

  private static Map<String, Object> settings(String hocon) {
    return ConfigFactory.parseString(hocon).root().unwrapped();
  }
}
