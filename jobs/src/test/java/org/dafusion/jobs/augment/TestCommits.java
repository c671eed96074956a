package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCommits {
  @ParameterizedTest
  @CsvSource({
    // sources, repeats, least, slots, sources of each part
    "12, 10, 40, 1, 4 4 4",
    "12, 10, 41, 1, 5 7",
    // too little for one more
    "9, 10, 40, 1, 4 5",
    // a multiple of the slots, and so many at least
    "12, 10, 10, 3, 3 3 3 3",
    "12, 10, 40, 3, 6 6",
    "11, 100, 100, 4, 4 7",
    // all of them are too few
    "3, 10, 40, 1, 3",
    "3, 100, 40, 8, 3",
    "1, 1, 1, 1, 1"
  })
  void partsAreAsLargeAsIsAskedAndFillTheSlots(
      int sources, int repeats, long least, int slots, String sizes) {
    List<MissingPictures> missing =
        IntStream.range(0, sources).mapToObj(i -> source("" + i, "ant", repeats)).toList();

    List<List<MissingPictures>> parts = Commits.of(missing, least, slots);

    assertThat(parts).extracting(part -> "" + part.size()).containsExactly(sizes.split(" "));
    assertThat(parts.stream().flatMap(List::stream)).containsExactlyElementsOf(missing);
  }

  @Test
  void sourcesWithFewMissingPicturesShareAPart() {
    List<MissingPictures> missing =
        Stream.of(1, 9, 2, 3, 5, 10, 1).map(n -> source("s" + n, "ant", n)).toList();

    assertThat(Commits.of(missing, 10, 1))
        .extracting(MissingPictures::count)
        .containsExactly(10L, 10L, 11L);
  }

  @Test
  void classesFollowEachOtherWhateverTheOrderOfIds() {
    List<MissingPictures> missing = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      missing.add(source("s" + i, List.of("bee", "ant", "cat").get(i % 3), 1));
    }

    List<List<MissingPictures>> parts = Commits.of(missing, 1, 1);

    assertThat(parts.stream().flatMap(List::stream))
        .extracting(MissingPictures::sourceId)
        .containsExactly("s1", "s4", "s0", "s3", "s2", "s5");
  }

  private static MissingPictures source(String id, String className, int repeats) {
    return new MissingPictures(id, className, IntStream.range(0, repeats).boxed().toList());
  }
}
