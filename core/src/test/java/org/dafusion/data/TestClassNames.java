package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void classesThatAreReadAlikeAreRefused() {
    assertThatThrownBy(() -> ClassNames.requireDistinct(dataset("hat", "Sun_Hat", "sun hat ")))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the dataset hats because its classes 'Sun_Hat' and 'sun hat ' are read"
                + " alike, and would share prompts and tokens: call one of them otherwise in"
                + " dataset.class-names");
    assertThatCode(() -> ClassNames.requireDistinct(dataset("hat", "sun hat", "sun-hat")))
        .doesNotThrowAnyException();
  }

  /** CLIP's normaliser: NFC, any white space to one blank, lower case. */
  @ParameterizedTest
  @CsvSource({
    "caf\u00e9, cafe\u0301",
    "CAF\u00c9, cafe\u0301",
    "sea_horse, sea__horse",
    "sea_horse, sea\u00a0horse",
    "sea horse, \u00a0sea_\u2003 Horse"
  })
  void classesThatTheTokenizersNormaliserMakesAlikeAreRefused(String one, String other) {
    assertThatThrownBy(() -> ClassNames.requireDistinct(dataset(one, other)))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("its classes '%s' and '%s' are read alike", one, other);
  }

  @Test
  void namesThatNoLineCanHoldAreRefused() {
    assertThatThrownBy(() -> ClassNames.requireLines(dataset("hat", "sun\u2028hat")))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the dataset hats because the name of its class 1 must be one line that is"
                + " not blank, found 'sun\\u2028hat': call it otherwise in dataset.class-names");
    assertThatThrownBy(() -> ClassNames.requireLines(dataset(" ", "hat")))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("its class 0 must be one line that is not blank, found ' '");
    assertThatCode(() -> ClassNames.requireLines(dataset("hat", "sun hat ")))
        .doesNotThrowAnyException();
  }

  /** The names in documented lists, trailing blanks and all, are distinct as they are read. */
  @ParameterizedTest
  @ValueSource(strings = {"caltech101", "flowers102", "imagenet-100"})
  void publishedClassesAreReadApart(String name) {
    String[] names = PublishedClasses.of(name).toArray(String[]::new);

    assertThatCode(() -> ClassNames.requireDistinct(dataset(names))).doesNotThrowAnyException();
  }

  private static ImageDataset dataset(String... names) {
    List<ImageFile> files =
        IntStream.range(0, names.length)
            .mapToObj(i -> ImageFile.of("" + i, "/" + i, i, names[i], Part.TRAIN))
            .toList();
    return ListedDataset.of("hats", List.of(names), files, ValidationSplit.NONE);
  }
}
