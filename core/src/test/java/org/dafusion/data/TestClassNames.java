package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestClassNames {
  @ParameterizedTest
  @CsvSource({
    "leafy_spurge, leafy spurge",
    "trench coat, trench coat",
    "_dog_, dog",
    "pink-yellow_dahlia, pink-yellow dahlia"
  })
  void underscoresAreReadAsBlanks(String folder, String expected) {
    assertThat(ClassNames.spelledOut(folder)).isEqualTo(expected);
  }
}
