package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestExample {
  private static final Origin REAL = new Origin.Real("/d/a.png");

  @Test
  void comparesImagesByTheirBytes() {
    Example one = new Example("a", 0, "hat", new byte[] {1, 2}, REAL);

    assertThat(one)
        .isEqualTo(new Example("a", 0, "hat", new byte[] {1, 2}, REAL))
        .hasSameHashCodeAs(new Example("a", 0, "hat", new byte[] {1, 2}, REAL))
        .isNotEqualTo(new Example("a", 0, "hat", new byte[] {1, 3}, REAL));
  }

  @Test
  void printsItsSizeInsteadOfItsBytes() {
    assertThat(new Example("a", 0, "hat", new byte[5], REAL))
        .hasToString("Example[a, label 0 (hat), 5 bytes, Real[file=/d/a.png]]");
  }

  @Test
  void rejectsNegativeLabelsAndRepeats() {
    assertThatThrownBy(() -> new Example("a", -1, "hat", new byte[0], REAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid label of a: must be at least 0, found -1");
    assertThatThrownBy(() -> ImageFile.of("a", "/d/a", -1, "hat", Part.TRAIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid label of a: must be at least 0, found -1");
    assertThatThrownBy(() -> new Origin.Synthetic("a", -1, "real-guidance", 0.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid repeat of a: must be at least 0, found -1");
  }
}
