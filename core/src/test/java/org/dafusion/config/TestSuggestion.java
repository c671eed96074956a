package org.dafusion.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestSuggestion {
  private static final ConfigObject REFERENCE =
      ConfigFactory.parseString("a { seed = 1, steps = 2 }, classifier { seed = 3 }").root();

  @Test
  void countsASwapOfNeighboursOnce() {
    assertThat(Suggestion.distance("stesp", "steps")).isEqualTo(1);
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
  }

  @Test
  void prefersASiblingToAKeyElsewhere() {
    assertThat(Suggestion.of(List.of("a", "sead"), List.of("seed", "steps"), REFERENCE))
        .isEqualTo("a.seed");
  }

  @Test
  void findsTheShortestKeyOfThatNameElsewhere() {
    assertThat(Suggestion.of(List.of("seed"), List.of("a", "classifier"), REFERENCE))
        .isEqualTo("a.seed");
  }

  @Test
  void offersNothingWhereNothingIsNear() {
    assertThat(Suggestion.of(List.of("a", "colour"), List.of("seed", "steps"), REFERENCE)).isNull();
  }
}
