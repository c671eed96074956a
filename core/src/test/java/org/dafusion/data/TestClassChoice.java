package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;

class TestClassChoice {
  /**
   * Labels by {@code sorted(numpy.random.default_rng(0).permutation(102)[:20])} of NumPy 2.4.6: 5 8
   * 9 10 11 13 16 20 27 36 37 39 55 67 82 84 85 87 96 99.
   */
  @Test
  void twentyOfTheClassesOfCaltech101() {
    List<String> all = PublishedClasses.of("caltech101");

    ImageDataset drawn = new ClassChoice(List.of(), 20, 0).in(dataset(all));

    assertThat(drawn.classNames())
        .containsExactly(
            "barrel",
            "binocular",
            "bonsai",
            "brain",
            "brontosaurus",
            "butterfly",
            "car side",
            "chandelier",
            "cup",
            "ewer",
            "faces",
            "ferry",
            "lamp",
            "nautilus",
            "scorpion",
            "snoopy",
            "soccer ball",
            "starfish",
            "water lilly",
            "windsor chair");
    assertThat(drawn.files(Part.TRAIN))
        .extracting(ImageFile::label)
        .isEqualTo(IntStream.range(0, 20).boxed().toList());
    assertThat(drawn.files(Part.TRAIN))
        .extracting(ImageFile::className)
        .isEqualTo(drawn.classNames());
    assertThat(drawn.files(Part.VALIDATION)).hasSize(20);
    assertThat(drawn.name()).isEqualTo("letters");
  }

  /** {@code sorted(numpy.random.default_rng(3).permutation(10)[:4])} is 0 2 6 9. */
  @Test
  void theDrawIsOfTheNamedClassesInTheOrderOfTheirLabels() {
    List<String> twelve = List.of("l", "k", "j", "i", "h", "g", "f", "e", "d", "c", "b", "a");
    List<String> ten = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");

    ImageDataset named = new ClassChoice(ten, 0, 3).in(dataset(twelve));
    ImageDataset drawn = new ClassChoice(ten, 4, 3).in(dataset(twelve));

    assertThat(named.classNames())
        .containsExactly("j", "i", "h", "g", "f", "e", "d", "c", "b", "a");
    assertThat(drawn.classNames()).containsExactly("j", "h", "d", "a");
    assertThat(drawn.notes()).containsExactly("a note", "4 of 12 classes take part: j, h, d, a");
  }

  @Test
  void namesAreThoseThatWordsGive() {
    ImageDataset codes = dataset(List.of("n01", "n02", "n03"));
    SortedMap<String, String> words = new TreeMap<>();
    words.put("n01", "tench");
    words.put("n03", "crane");

    ImageDataset chosen =
        new ClassChoice(List.of("crane", "n02"), 0, 0).in(new ClassWords(words).in(codes));

    assertThat(chosen.classNames()).containsExactly("n02", "crane");
    assertThat(chosen.files(Part.TRAIN))
        .extracting(file -> file.label() + file.className())
        .containsExactly("0n02", "1crane");
  }

  @Test
  void withoutAChoiceTheDatasetIsAsItWas() {
    ImageDataset dataset = dataset(List.of("a", "b"));

    assertThat(new ClassChoice(List.of(), 0, 0).in(dataset)).isSameAs(dataset);
  }

  @Test
  void moreWaysThanClassesAreRefused() {
    ImageDataset dataset = dataset(List.of("a", "b", "c"));

    assertThatThrownBy(() -> new ClassChoice(List.of(), 4, 0).in(dataset))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot draw dataset.ways = 4 classes of letters because it has 3");
    assertThatThrownBy(() -> new ClassChoice(List.of("a", "c"), 3, 0).in(dataset))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot draw dataset.ways = 3 classes of letters because dataset.classes names 2");
  }

  @Test
  void namesOfNoClassAreRefused() {
    assertThatThrownBy(
            () -> new ClassChoice(List.of("a", "x"), 0, 0).in(dataset(List.of("a", "b"))))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("dataset.classes must name classes of letters (a, b), found [x]");
  }

  @Test
  void settingsThatCannotBeAreRefusedAtOnce() {
    assertThatThrownBy(() -> new ClassChoice(List.of("a", "a"), 1, -1))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("dataset.classes must name no class twice, found [a, a]")
        .hasMessageContaining("dataset.ways must be 0 or at least 2, found 1")
        .hasMessageContaining("dataset.ways-seed must be at least 0, found -1");
  }

  /** One image of each class in each of two parts. */
  private static ImageDataset dataset(List<String> classNames) {
    List<ImageFile> files =
        IntStream.range(0, 2 * classNames.size())
            .mapToObj(
                i -> {
                  int label = i / 2;
                  Part part = i % 2 == 0 ? Part.TRAIN : Part.VALIDATION;
                  return ImageFile.of("" + i, "/" + i, label, classNames.get(label), part);
                })
            .toList();
    return ListedDataset.of("letters", classNames, files, ValidationSplit.NONE)
        .noting(List.of("a note"));
  }
}
