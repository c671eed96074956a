package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;

class TestFewShotSplit {
  private static final List<ImageFile> FILES = files(10, 5);

  /**
   * NumPy 2.4.6: {@code g = default_rng(0); g.permutation(10), g.permutation(5)} gives 4 6 2 7 3 5
   * 9 0 8 1 and 0 2 3 4 1.
   */
  @Test
  void drawsAsNumpyDoesClassAfterClass() {
    assertThat(ids(new FewShotSplit(3, 0).select(FILES)))
        .containsExactly("0/4", "0/6", "0/2", "1/0", "1/2", "1/3");
  }

  @Test
  void labelOrderDecidesNotTheOrderInWhichClassesArrive() {
    List<ImageFile> reversed = new ArrayList<>(files(0, 5));
    reversed.addAll(files(10));

    assertThat(new FewShotSplit(3, 0).select(reversed))
        .isEqualTo(new FewShotSplit(3, 0).select(FILES));
  }

  @Test
  void smallerDrawsLieWithinLargerOnes() {
    List<ImageFile> larger = new FewShotSplit(4, 7).select(FILES);

    for (int k = 1; k < 4; k++) {
      assertThat(larger).containsAll(new FewShotSplit(k, 7).select(FILES));
    }
  }

  @Test
  void aSmallClassGivesAllItHas() {
    List<ImageFile> selected = new FewShotSplit(8, 0).select(FILES);

    assertThat(selected).hasSize(8 + 5).doesNotHaveDuplicates();
  }

  @Test
  void zeroSelectsEveryImageInOrder() {
    assertThat(new FewShotSplit(0, 0).select(FILES)).isEqualTo(FILES);
  }

  @Test
  void theLargestOfSeveralHasMostExamplesAndThenTheLowestSeed() {
    List<FewShotSplit> draws =
        List.of(new FewShotSplit(4, 1), new FewShotSplit(16, 3), new FewShotSplit(16, 2));

    assertThat(FewShotSplit.largest(draws)).isEqualTo(new FewShotSplit(16, 2));
    assertThat(FewShotSplit.largest(List.of(draws.get(1), new FewShotSplit(0, 5))))
        .isEqualTo(new FewShotSplit(0, 5));
  }

  @Test
  void zeroIsAllToPeople() {
    assertThat(FewShotSplit.inWords(0)).isEqualTo("all");
    assertThat(FewShotSplit.inWords(16)).isEqualTo("16");
  }

  @Test
  void readsItsBlock() {
    assertThat(FewShotSplit.from(ConfigFactory.parseString("examples-per-class = 4, seed = 2")))
        .isEqualTo(new FewShotSplit(4, 2));
  }

  @Test
  void rejectsNegativeSettings() {
    assertThatThrownBy(() -> new FewShotSplit(-1, -2))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("split.examples-per-class must be at least 0, found -1")
        .hasMessageContaining("split.seed must be at least 0, found -2");
  }

  private static List<ImageFile> files(int... counts) {
    List<ImageFile> files = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      for (int i = 0; i < counts[label]; i++) {
        String id = label + "/" + i;
        files.add(ImageFile.of(id, "/d/" + id, label, "class " + label, Part.TRAIN));
      }
    }
    return Collections.unmodifiableList(files);
  }

  private static List<String> ids(List<ImageFile> files) {
    return IntStream.range(0, files.size()).mapToObj(i -> files.get(i).id()).toList();
  }
}
