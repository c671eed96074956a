package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestClassWords {
  private static final List<String> CLASSES = List.of("0", "a.b", "bee", "n01");

  @Test
  void standInPlaceOfTheNamesThatTheyAreFor() {
    ClassWords words = words("0 = no spurge, \"a.b\" = 1.0, n01 = \" tench \"");

    assertThat(words.of(CLASSES)).containsExactly("no spurge", "1.0", "bee", "tench");
    assertThat(words("").of(CLASSES)).isEqualTo(CLASSES);
  }

  @Test
  void mayBeTheNamesOfEachOther() {
    assertThat(words("n01 = bee, bee = n01").of(CLASSES)).containsExactly("0", "a.b", "n01", "bee");
  }

  @Test
  void labelsAndTheirOrderStay() {
    List<String> paths = List.of("bee/1.png", "bee/2.png", "n01/1.png", "n01/2.png", "n01/3.png");
    ImageFolder folder = ImageFolder.of("/d/pets", paths, 0.5, 3);

    ImageDataset renamed = words("bee = wasp, n01 = ant").in(folder);

    assertThat(renamed.name()).isEqualTo("pets");
    assertThat(renamed.classNames()).containsExactly("wasp", "ant");
    assertThat(renamed.files()).hasSize(5);
    for (Part part : Part.values()) {
      assertThat(renamed.files(part))
          .extracting(file -> file.ofClass(folder.classNames().get(file.label())))
          .isEqualTo(folder.files(part));
      assertThat(renamed.files(part))
          .allMatch(file -> file.className().equals(file.label() == 0 ? "wasp" : "ant"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n01 = \" \"|dataset.class-names.n01 must not be empty, found ''",
        "a.b = ant|dataset.class-names.a must be text (a name with dots stands in quotes),"
            + " found {b=ant}",
        "n01 = null|dataset.class-names.n01 must be text (a name with dots stands in quotes),"
            + " found null",
        "n01 = [ant]|dataset.class-names.n01 must be text (a name with dots stands in quotes),"
            + " found [ant]",
        "n01 = an ant, \"a.b\" = An_Ant|dataset.class-names.n01 must differ from what the class a.b"
            + " is called, found 'an ant'",
      })
  void wordsOfNoUseAreRefusedAsTheyAreRead(String block, String problem) {
    assertThatThrownBy(() -> words(block))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("Invalid settings:\n  " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n02 = ant|dataset.class-names.n02 must name a class of the dataset (0, a.b, bee, n01),"
            + " found 'n02'",
        "\"n.2\" = ant|dataset.class-names.\"n.2\" must name a class of the dataset (0, a.b, bee,"
            + " n01), found 'n.2'",
        "n01 = Bee|dataset.class-names.n01 must differ from what the class bee is called,"
            + " found 'Bee'",
        "0 = n01|dataset.class-names.0 must differ from what the class n01 is called, found 'n01'"
      })
  void wordsThatDoNotFitTheClassesAreRefused(String block, String problem) {
    ClassWords words = words(block);

    assertThatThrownBy(() -> words.of(CLASSES))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("Invalid settings:\n  " + problem);
  }

  @Test
  void ofManyClassesSomeAreListed() {
    List<String> many = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l");

    assertThatThrownBy(() -> words("z = ant").of(many))
        .hasMessageContaining("(a, b, c, d, e, f, g, h, i, j and 2 more), found 'z'");
  }

  private static ClassWords words(String block) {
    return ClassWords.from(ConfigFactory.parseString(block).root());
  }
}
