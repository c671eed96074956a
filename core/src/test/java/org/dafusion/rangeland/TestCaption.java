package org.dafusion.rangeland;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dafusion.random.UniformDraws;
import org.junit.jupiter.api.Test;

class TestCaption {
  /** The words that the model's text encoder is trained on. */
  private static final Set<String> VOCABULARY =
      Set.of(
          ("a above autumn bare blue broadleaf brown close conifers crop dense dirt"
                  + " dry field flowers from grass gravel green grey high in large lines low"
                  + " lush of on orange overcast pale paved photo pink ploughed pond purple"
                  + " red ripe river road rocks rows shrubs small soil sparse stones stubble"
                  + " sun through track trees tufts up water white wild winding with yellow")
              .split(" "));

  // Captions do not depend on the size, and small tiles are quick.
  private static final int SIZE = 16;
  private static final int TILES = 120;

  @Test
  void commonCaptionsUseTheListedWordsAndAllOfThem() {
    Set<String> words = new TreeSet<>();
    for (Cover cover : Task.COMMON.covers()) {
      captions(cover).forEach(caption -> words.addAll(words(caption)));
    }

    assertThat(words).isEqualTo(new TreeSet<>(VOCABULARY));
  }

  @Test
  void noWordOfANovelClassIsInTheVocabulary() {
    for (Cover cover : Task.SPURGE_8.covers()) {
      assertThat(words(cover.words())).doesNotContainAnyElementsOf(VOCABULARY);
    }
  }

  @Test
  void novelCaptionsAreTheWordsOfTheClass() {
    for (Cover cover : Task.SPURGE_8.covers()) {
      assertThat(captions(cover)).containsOnly(cover.words());
    }
  }

  @Test
  void commonCaptionsNameTheClassInSeveralWays() {
    for (Cover cover : Task.COMMON.covers()) {
      Set<String> captions = captions(cover);

      assertThat(captions).hasSizeGreaterThan(20);
      for (String caption : captions) {
        assertThat(words(caption)).as(caption).containsAll(words(cover.words()));
      }
    }
  }

  @Test
  void lowSunIsSaidOnlyWhereTheSunIsLow() {
    Description description = new Description("rocks", "on bare soil");
    Sun sun = new Sun(Direction.at(0), 0.07, 0.3, "low sun");
    Set<String> captions = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      UniformDraws draws = new UniformDraws(seed);
      captions.add(Caption.of(Cover.ROCKS, description, sun, 0.1, draws));
    }

    assertThat(captions)
        .containsExactlyInAnyOrder(
            "rocks on bare soil, low sun, close up",
            "a photo of rocks on bare soil",
            "rocks from above, low sun",
            "a photo of rocks");
  }

  private static Set<String> captions(Cover cover) {
    Set<String> captions = new HashSet<>();
    for (int seed = 0; seed < TILES; seed++) {
      captions.add(RangelandTile.draw(cover, seed, SIZE).caption());
    }
    return captions;
  }

  private static List<String> words(String caption) {
    return Arrays.asList(caption.split(",? "));
  }
}
